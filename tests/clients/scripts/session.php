<?php
// The steps on standard input, done with PHP's ftp_* functions.
function must($done, string $what) { if ($done === false) { fwrite(STDERR, "$what: " . (error_get_last()['message'] ?? 'false')); exit(1); } return $done; }
$connect = getenv('FTP_TLS') === 'none' ? 'ftp_connect' : 'ftp_ssl_connect';
$ftp = must($connect(getenv('FTP_HOST'), (int) getenv('FTP_PORT'), 30), $connect);
must(ftp_login($ftp, getenv('FTP_USER'), getenv('FTP_PASSWORD')), 'ftp_login');
must(ftp_pasv($ftp, true), 'ftp_pasv');
must(ftp_chdir($ftp, getenv('FTP_FOLDER')), 'ftp_chdir');
while (($line = fgets(STDIN)) !== false) {
    [$verb, $first, $second] = explode("\t", rtrim($line, "\n"));
    switch ($verb) {
        case 'put': must(ftp_put($ftp, $second, $first, FTP_BINARY), $verb); break;
        case 'get': must(ftp_get($ftp, $second, $first, FTP_BINARY), $verb); break;
        case 'resume': must(ftp_get($ftp, $second, $first, FTP_BINARY, filesize($second)), $verb); break;
        case 'rename': must(ftp_rename($ftp, $first, $second), $verb); break;
        case 'delete': must(ftp_delete($ftp, $first), $verb); break;
        case 'mkdir': must(ftp_mkdir($ftp, $first), $verb); break;
        case 'list': echo implode("\n", must(ftp_nlist($ftp, '.'), $verb)), "\n", implode("\n", must(ftp_rawlist($ftp, '.'), $verb)), "\n"; break;
        case 'mget': foreach (must(ftp_nlist($ftp, $first), $verb) as $name) must(ftp_get($ftp, $name, $name, FTP_BINARY), $verb); break;
    }
}
ftp_close($ftp);
