// Starts `ftplint lsp` for the configuration files of IIS, and asks for the reason of a suppression.

import { homedir } from "os";
import { commands, ExtensionContext, TextDocument, window, workspace } from "vscode";
import { Executable, LanguageClient, LanguageClientOptions, TransportKind } from "vscode-languageclient/node";

const FILES = /^(applicationHost|administration|redirection|web)\.config$/i;
const PATTERN =
  "**/{[aA]pplication[hH]ost,[aA]dministration,[rR]edirection,[wW]eb}.config";

let client: LanguageClient | undefined;
let starting: Promise<void> | undefined;

interface Asked {
  uri: string;
  rule: string;
  site?: string | null;
}

export function activate(context: ExtensionContext): void {
  context.subscriptions.push(
    commands.registerCommand("ftplint.restart", restart),
    commands.registerCommand("ftplint.askForReason", askForReason),
    workspace.onDidOpenTextDocument(startFor),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("ftplint.path") || change.affectsConfiguration("ftplint.arguments")) {
        void restart();
      }
    }),
  );
  workspace.textDocuments.forEach(startFor);
}

export async function deactivate(): Promise<void> {
  await starting?.catch(() => undefined);
  await client?.stop();
}

// An XML file of another program starts nothing.
function startFor(document: TextDocument): void {
  const name = document.uri.path.split("/").pop() ?? "";
  if (FILES.test(name) && starting === undefined) {
    starting = start();
  }
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration("ftplint");
  const command = settings.get<string>("path") || "ftplint";
  const server: Executable = {
    command,
    args: ["lsp", ...(settings.get<string[]>("arguments") ?? [])],
    transport: TransportKind.stdio,
    // Windows looks for a program in the working folder first: an ftplint.exe there is not started.
    options: workspace.isTrusted ? undefined : { cwd: homedir() },
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", pattern: PATTERN },
      { scheme: "untitled", pattern: PATTERN },
    ],
    initializationOptions: { askForReason: true },
  };
  client = new LanguageClient("ftplint", "ftplint", server, options);
  try {
    await client.start();
  } catch (error) {
    const install = 'Install it with: pip install ".[lsp]" in a clone of ftplint. If it is not on the path, set ftplint.path.';
    void window.showErrorMessage(`ftplint: '${command} lsp' cannot be started (${String(error)}). ${install}`);
  }
}

async function restart(): Promise<void> {
  if (starting === undefined) {
    return;
  }
  await starting.catch(() => undefined);
  await client?.dispose().catch(() => undefined);
  starting = start();
  await starting;
}

// The server writes the comment; only a person knows the reason.
async function askForReason(asked: Asked): Promise<void> {
  const where = asked.site ? `on site '${asked.site}'` : "in this file";
  const reason = await window.showInputBox({
    title: `Suppress ${asked.rule} ${where}`,
    prompt: "Why may this finding stay? The reason goes into the comment.",
    validateInput: (text) => {
      if (!text.trim()) {
        return "A suppression needs a reason.";
      }
      return text.includes("--") || text.trim().endsWith("-") ? "A comment in XML cannot hold '--' or end with '-'." : null;
    },
  });
  if (reason !== undefined) {
    await client?.sendRequest("workspace/executeCommand", {
      command: "ftplint.suppress",
      arguments: [{ ...asked, reason }],
    });
  }
}
