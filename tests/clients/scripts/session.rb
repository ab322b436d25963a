# The steps on standard input, done with Ruby's net-ftp.
require 'net/ftp'

options = { port: ENV['FTP_PORT'].to_i, passive: true, open_timeout: 30, read_timeout: 30 }
if ENV['FTP_TLS'] != 'none'
  options[:ssl] = { ca_file: ENV['FTP_AUTHORITY'], verify_mode: OpenSSL::SSL::VERIFY_PEER, verify_hostname: false }
  options[:private_data_connection] = true
  unless ENV['FTP_CERTIFICATE'].empty?
    pem = File.read(ENV['FTP_CERTIFICATE'])
    options[:ssl][:cert] = OpenSSL::X509::Certificate.new(pem)
    options[:ssl][:key] = OpenSSL::PKey.read(pem)
  end
end
ftp = Net::FTP.new(ENV['FTP_HOST'], options)
ftp.login(ENV['FTP_USER'], ENV['FTP_PASSWORD'])
ftp.chdir(ENV['FTP_FOLDER'])
$stdin.each_line do |line|
  verb, first, second = line.chomp.split("\t")
  case verb
  when 'put' then ftp.putbinaryfile(first, second)
  when 'get' then ftp.getbinaryfile(first, second)
  when 'resume'
    ftp.resume = true
    ftp.getbinaryfile(first, second)
  when 'rename' then ftp.rename(first, second)
  when 'delete' then ftp.delete(first)
  when 'mkdir' then ftp.mkdir(first)
  when 'list' then puts ftp.nlst, ftp.list
  when 'mget' then ftp.nlst(first).each { |name| ftp.getbinaryfile(name, name) }
  end
end
ftp.close
