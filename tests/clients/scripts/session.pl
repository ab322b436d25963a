# The steps on standard input, done with Net::FTP of Perl itself; its TLS is that of IO::Socket::SSL.
use strict;
use warnings;
use Net::FTP;

my %tls = (SSL_ca_file => $ENV{FTP_AUTHORITY}, SSL_verifycn_scheme => 'none');
@tls{'SSL_cert_file', 'SSL_key_file'} = ($ENV{FTP_CERTIFICATE}) x 2 if $ENV{FTP_CERTIFICATE};
my $implicit = $ENV{FTP_TLS} eq 'implicit';
my $ftp = Net::FTP->new($ENV{FTP_HOST}, Port => $ENV{FTP_PORT}, Passive => 1, Timeout => 30,
    ($implicit ? (SSL => 1) : ()), ($ENV{FTP_TLS} eq 'none' ? () : %tls)) or die "connect: $@";
$ftp->starttls or die 'starttls: ' . $ftp->message if $ENV{FTP_TLS} eq 'explicit';
$ftp->login($ENV{FTP_USER}, $ENV{FTP_PASSWORD}) or die 'login: ' . $ftp->message;
$ftp->binary;
$ftp->cwd($ENV{FTP_FOLDER}) or die 'cwd: ' . $ftp->message;
while (my $line = <STDIN>) {
    chomp $line;
    my ($verb, $first, $second) = split /\t/, $line, 3;
    my $done =
        $verb eq 'put' ? $ftp->put($first, $second)
      : $verb eq 'get' ? $ftp->get($first, $second)
      : $verb eq 'resume' ? $ftp->get($first, $second, -s $second)
      : $verb eq 'rename' ? $ftp->rename($first, $second)
      : $verb eq 'delete' ? $ftp->delete($first)
      : $verb eq 'mkdir' ? $ftp->mkdir($first)
      : $verb eq 'list' ? print join("\n", $ftp->ls, $ftp->dir), "\n"
      : $verb eq 'mget' ? !grep { !$ftp->get($_, $_) } $ftp->ls($first)
      : 0;
    die "$verb: " . $ftp->message unless $done;
}
$ftp->quit;
