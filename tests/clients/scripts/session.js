// The steps on standard input, done with basic-ftp.
const fs = require("fs");
const ftp = require("basic-ftp");

async function main() {
  const env = process.env, client = new ftp.Client(30000);
  const ca = fs.readFileSync(env.FTP_AUTHORITY), pem = env.FTP_CERTIFICATE && fs.readFileSync(env.FTP_CERTIFICATE);
  await client.access({
    host: env.FTP_HOST, port: Number(env.FTP_PORT), user: env.FTP_USER, password: env.FTP_PASSWORD,
    secure: { none: false, explicit: true, implicit: "implicit" }[env.FTP_TLS],
    secureOptions: { ca, ...(pem ? { cert: pem, key: pem } : {}) },
  });
  await client.cd(env.FTP_FOLDER);
  for (const line of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const [verb, first, second] = line.split("\t");
    if (verb === "put") await client.uploadFrom(first, second);
    else if (verb === "get") await client.downloadTo(second, first);
    else if (verb === "resume") {
      const size = fs.statSync(second).size;
      await client.downloadTo(fs.createWriteStream(second, { flags: "r+", start: size }), first, size);
    }
    else if (verb === "rename") await client.rename(first, second);
    else if (verb === "delete") await client.remove(first);
    else if (verb === "mkdir") { await client.ensureDir(first); await client.cdup(); }
    else if (verb === "list") for (const one of await client.list()) console.log(one.name);
    if (verb === "mget") for (const one of await client.list(first)) await client.downloadTo(one.name, one.name);
  }
  client.close();
}
main().catch(error => { console.error(String(error)); process.exit(1); });
