"""The certificate stores of this machine, on Windows: asked of PowerShell, public parts only. Not tried on Windows."""

from __future__ import annotations

import shutil
import subprocess

from ftplint.evidence.errors import EvidenceError

EXPORT = (
    "Get-ChildItem Cert:\\LocalMachine\\My, Cert:\\LocalMachine\\WebHosting -ErrorAction SilentlyContinue | "
    "ForEach-Object { [pscustomobject]@{ Store = Split-Path -Leaf $_.PSParentPath; HasPrivateKey = $_.HasPrivateKey; "
    "Certificate = [Convert]::ToBase64String($_.RawData) } } | ConvertTo-Json"
)
"""The PowerShell command that exports the public parts of a machine's certificates."""


def read_machine_store() -> bytes:
    """The JSON list of LocalMachine\\MY and LocalMachine\\WebHosting. Raises EvidenceError, elsewhere always."""
    program = shutil.which("powershell") or shutil.which("pwsh")
    if program is None:
        raise EvidenceError(
            "machine: there is no PowerShell here, so no machine store; give a folder of certificates, "
            "or a list exported on the server"
        )
    try:
        run = subprocess.run(
            [program, "-NoProfile", "-NonInteractive", "-Command", EXPORT], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EvidenceError(f"machine: PowerShell did not answer: {error}") from error
    if run.returncode or not run.stdout.strip():
        error_text = run.stderr.decode("utf-8", "replace").strip()[:300]
        raise EvidenceError(f"machine: PowerShell listed no certificates. {error_text}".rstrip())
    return run.stdout
