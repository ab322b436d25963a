// The steps on standard input, done with FtpWebRequest.
using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;

static class Session {
    static readonly Func<string, string> Given = Environment.GetEnvironmentVariable;

    static FtpWebRequest Ask(string method, string name) {
        var host = Given("FTP_HOST");
        if (host.Contains(":")) host = "[" + host + "]";
        var uri = "ftp://" + host + ":" + Given("FTP_PORT") + "/" + Given("FTP_FOLDER") + "/" + name;
        var request = (FtpWebRequest) WebRequest.Create(uri);
        request.Method = method;
        request.Credentials = new NetworkCredential(Given("FTP_USER"), Given("FTP_PASSWORD"));
        request.EnableSsl = Given("FTP_TLS") == "explicit";
        request.UsePassive = true;
        request.UseBinary = true;
        if (!string.IsNullOrEmpty(Given("FTP_STORE")))
            request.ClientCertificates.Add(new X509Certificate2(Given("FTP_STORE"), "secret"));
        return request;
    }

    static void Read(FtpWebRequest request, Stream to) {
        using (var response = (FtpWebResponse) request.GetResponse()) using (var from = response.GetResponseStream()) from.CopyTo(to);
    }

    static void Main() {
        ServicePointManager.ServerCertificateValidationCallback = (a, b, c, d) => true;
        for (string line; (line = Console.ReadLine()) != null; ) {
            var step = line.Split('\t');
            FtpWebRequest request;
            switch (step[0]) {
                case "put":
                    request = Ask(WebRequestMethods.Ftp.UploadFile, step[2]);
                    using (var to = request.GetRequestStream()) using (var from = File.OpenRead(step[1])) from.CopyTo(to);
                    request.GetResponse().Close();
                    break;
                case "get":
                    using (var to = File.Create(step[2])) Read(Ask(WebRequestMethods.Ftp.DownloadFile, step[1]), to);
                    break;
                case "resume":
                    request = Ask(WebRequestMethods.Ftp.DownloadFile, step[1]);
                    request.ContentOffset = new FileInfo(step[2]).Length;
                    using (var to = new FileStream(step[2], FileMode.Append)) Read(request, to);
                    break;
                case "rename":
                    request = Ask(WebRequestMethods.Ftp.Rename, step[1]);
                    request.RenameTo = step[2];
                    request.GetResponse().Close();
                    break;
                case "delete": Ask(WebRequestMethods.Ftp.DeleteFile, step[1]).GetResponse().Close(); break;
                case "mkdir": Ask(WebRequestMethods.Ftp.MakeDirectory, step[1]).GetResponse().Close(); break;
                case "list": Read(Ask(WebRequestMethods.Ftp.ListDirectory, ""), Console.OpenStandardOutput()); break;
            }
        }
    }
}
