// Writes dist/THIRD-PARTY.txt: the licences of the packages that are in dist/extension.js.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const windows = process.platform === "win32";
const listed = execFileSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], { encoding: "utf8", shell: windows });
const folders = [...new Set(listed.split(/\r?\n/).slice(1).filter(Boolean))].sort();
const parts = folders.map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").trim() : license;
  return `${name} ${version}, ${license}\n\n${text}\n`;
});
if (parts.length === 0) {
  throw new Error("no package is installed; run npm ci first");
}
writeFileSync("dist/THIRD-PARTY.txt", `dist/extension.js has this software in it:\n\n${parts.join(`\n${"-".repeat(80)}\n`)}`);
