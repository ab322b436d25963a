// The steps on standard input, done with Apache Commons Net.
import java.io.*;
import java.nio.file.*;
import java.security.KeyStore;
import javax.net.ssl.*;
import org.apache.commons.net.ftp.*;
import org.apache.commons.net.util.TrustManagerUtils;

public class Session {
    static FTPClient ftp;

    static void must(boolean done, String what) throws IOException {
        if (!done) throw new IOException(what + ": " + ftp.getReplyString());
    }

    static void get(String remote, String local, long from) throws IOException {
        ftp.setRestartOffset(from);
        try (OutputStream to = new FileOutputStream(local, from > 0)) { must(ftp.retrieveFile(remote, to), "get"); }
    }

    public static void main(String[] arguments) throws Exception {
        String tls = System.getenv("FTP_TLS"), store = System.getenv("FTP_STORE");
        if (tls.equals("none")) ftp = new FTPClient();
        else {
            FTPSClient secure = new FTPSClient("TLS", tls.equals("implicit"));
            secure.setTrustManager(TrustManagerUtils.getAcceptAllTrustManager());
            if (store != null) {
                KeyStore keys = KeyStore.getInstance("PKCS12");
                try (InputStream from = new FileInputStream(store)) { keys.load(from, "secret".toCharArray()); }
                KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(keys, "secret".toCharArray());
                secure.setKeyManager(factory.getKeyManagers()[0]);
            }
            ftp = secure;
        }
        ftp.setDefaultTimeout(30000);
        ftp.connect(System.getenv("FTP_HOST"), Integer.parseInt(System.getenv("FTP_PORT")));
        must(ftp.login(System.getenv("FTP_USER"), System.getenv("FTP_PASSWORD")), "login");
        if (ftp instanceof FTPSClient) { ((FTPSClient) ftp).execPBSZ(0); ((FTPSClient) ftp).execPROT("P"); }
        ftp.enterLocalPassiveMode();
        must(ftp.setFileType(FTP.BINARY_FILE_TYPE), "type");
        must(ftp.changeWorkingDirectory(System.getenv("FTP_FOLDER")), "cwd");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            String[] step = line.split("\t", -1);
            switch (step[0]) {
                case "put":
                    try (InputStream from = new FileInputStream(step[1])) { must(ftp.storeFile(step[2], from), "put"); }
                    break;
                case "get": get(step[1], step[2], 0); break;
                case "resume": get(step[1], step[2], Files.size(Paths.get(step[2]))); break;
                case "rename": must(ftp.rename(step[1], step[2]), "rename"); break;
                case "delete": must(ftp.deleteFile(step[1]), "delete"); break;
                case "mkdir": must(ftp.makeDirectory(step[1]), "mkdir"); break;
                case "list": for (FTPFile file : ftp.listFiles()) System.out.println(file.getName()); break;
                case "mget": for (String name : ftp.listNames(step[1])) get(name, name, 0); break;
            }
        }
        ftp.logout();
        ftp.disconnect();
    }
}
