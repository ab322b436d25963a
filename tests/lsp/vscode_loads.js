// Loads the packaged extension with a stand-in for VS Code: it registers its commands, and another XML file starts nothing.
// The argument is the path of extension.js. Prints the commands, and how often a client was made.

const Module = require("module");
const commands = [];
let clients = 0;
const handlers = {};
const nothing = () => ({ dispose() {} });
const known = {
  commands: { registerCommand: (name) => (commands.push(name), nothing()) },
  workspace: {
    textDocuments: [],
    onDidOpenTextDocument: (handler) => ((handlers.opened = handler), nothing()),
    onDidChangeConfiguration: nothing,
    getConfiguration: () => (clients++, { get: () => undefined }),
  },
};
const vscode = new Proxy(known, { get: (given, name) => given[name] ?? class {} });
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
const extension = require(process.argv[2]);
extension.activate({ subscriptions: [] });
handlers.opened({ uri: { path: "/x/pom.xml" } });
const before = clients;
process.on("unhandledRejection", () => {}); // the stand-in is no whole VS Code
handlers.opened({ uri: { path: "/x/ApplicationHost.config" } });
console.log(JSON.stringify({ commands, before, after: clients }));
process.exit(0);
