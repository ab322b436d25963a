"""The types and members of .NET that the script uses exist: asked of .NET Core 3.1, which ``.ci/vbc`` fetches."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.remedy.running import VBC

HERE = Path(__file__).parent
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text(encoding="utf-8"))
SHORT = {"regex": "Text.RegularExpressions.Regex", "xml": "Xml.XmlDocument", "array": "Array", "datetime": "DateTime"}
"""Types that PowerShell has a short name for."""
ELSEWHERE = {"DirectoryServices.DirectorySearcher"}
"""In Windows only."""
MEMBERS = """
IO.Compression.ZipArchive::CreateEntry
IO.Compression.ZipArchive::Dispose
IO.Compression.ZipArchiveEntry::Open
IO.DriveInfo::AvailableFreeSpace
IO.DriveInfo::DriveType
IO.DriveInfo::new
Microsoft.Win32.RegistryKey::GetValue
Microsoft.Win32.RegistryKey::Name
Security.Cryptography.CngKey::UniqueName
Security.Cryptography.CspKeyContainerInfo::UniqueKeyContainerName
Security.Cryptography.ECDsaCng::Key
Security.Cryptography.RSACng::Key
Security.Cryptography.RSACryptoServiceProvider::CspKeyContainerInfo
Security.Cryptography.X509Certificates.ECDsaCertificateExtensions::GetECDsaPrivateKey
Security.Cryptography.X509Certificates.RSACertificateExtensions::GetRSAPrivateKey
Security.Cryptography.X509Certificates.X509Certificate2::Extensions
Security.Cryptography.X509Certificates.X509Certificate2::GetCertContentType
Security.Cryptography.X509Certificates.X509Certificate2::GetNameInfo
Security.Cryptography.X509Certificates.X509Certificate2::GetSerialNumber
Security.Cryptography.X509Certificates.X509Certificate2::HasPrivateKey
Security.Cryptography.X509Certificates.X509Certificate2::Issuer
Security.Cryptography.X509Certificates.X509Certificate2::RawData
Security.Cryptography.X509Certificates.X509Certificate2::Subject
Security.Cryptography.X509Certificates.X509Certificate2::Thumbprint
Security.Cryptography.X509Certificates.X509Certificate2::new
Security.Cryptography.X509Certificates.X509Chain::Build
Security.Cryptography.X509Certificates.X509Chain::ChainPolicy
Security.Cryptography.X509Certificates.X509Chain::ChainStatus
Security.Cryptography.X509Certificates.X509Chain::new
Security.Cryptography.X509Certificates.X509ChainPolicy::RevocationMode
Security.Cryptography.X509Certificates.X509ChainPolicy::UrlRetrievalTimeout
Security.Cryptography.X509Certificates.X509ChainStatus::Status
Security.Cryptography.X509Certificates.X509ContentType::Cert
Security.Cryptography.X509Certificates.X509Extension::RawData
Security.Cryptography.X509Certificates.X509ExtensionCollection::Item
Security.Cryptography.X509Certificates.X509NameType::EmailName
Security.Cryptography.X509Certificates.X509NameType::SimpleName
Security.Cryptography.X509Certificates.X509NameType::UpnName
Security.Cryptography.X509Certificates.X509RevocationMode::Offline
Security.Cryptography.X509Certificates.X509SubjectKeyIdentifierExtension::SubjectKeyIdentifier
Security.Principal.NTAccount::Translate
Security.Principal.NTAccount::new
Security.Principal.SecurityIdentifier::Translate
Security.Principal.SecurityIdentifier::new
Security.Principal.WindowsBuiltInRole::Administrator
Security.Principal.WindowsIdentity::GetCurrent
Security.Principal.WindowsPrincipal::IsInRole
Security.Principal.WindowsPrincipal::new
Text.RegularExpressions.Regex::Matches
Xml.XmlDocument::Load
Xml.XmlDocument::XmlResolver
Xml.XmlDocument::new
Xml.XmlNode::SelectNodes
"""
"""What objects have that the script gets: the type is what Microsoft documents for it."""


def test_dot_net_has_what_the_script_uses(tmp_path: Path) -> None:
    if not (VBC / "dotnet").exists():
        pytest.skip(f"no .NET Core in {VBC} (.ci/vbc fetches it)")
    statics = [name.replace("[", "", 1).replace("]::", "::") for name in ALLOWED["statics"]]
    named = [name for name in statics if name.partition("::")[0] not in ELSEWHERE]
    asked = [f"{SHORT.get(kind, kind)}::{member}" for kind, _, member in (name.partition("::") for name in named)]
    answer = _ask([*asked, *MEMBERS.split(), "Convert::NoSuchMember", "NoSuchType::new"], tmp_path)
    assert [line for line in answer if line.endswith(" no")] == ["Convert::NoSuchMember no", "NoSuchType::new no"]
    assert len(answer) == len(asked) + len(MEMBERS.split()) + 2


def _ask(names: list[str], folder: Path) -> list[str]:
    environment = {**os.environ, "LD_LIBRARY_PATH": str(VBC / "openssl"), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    framework = next((VBC / "shared" / "Microsoft.NETCore.App").iterdir())
    libraries = [
        file for file in framework.glob("*.dll") if file.name.startswith(("System.", "mscorlib", "netstandard"))
    ]
    given = ["-nologo", "-noconfig", "-nostdlib", f"-sdkpath:{framework}", "-vbruntime*", '-define:_MYTYPE="Empty"']
    references = [f"-r:{file}" for file in libraries if "Native" not in file.name]
    program = folder / "reflection.dll"
    command = [
        VBC / "dotnet",
        VBC / "vbc" / "vbc.dll",
        *given,
        *references,
        f"-out:{program}",
        "-target:exe",
        HERE / "Reflection.vb",
    ]
    compiled = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stdout
    settings = (
        f'{{"runtimeOptions": {{"framework": {{"name": "Microsoft.NETCore.App", "version": "{framework.name}"}}}}}}'
    )
    program.with_suffix(".runtimeconfig.json").write_text(settings)
    run = subprocess.run(
        [VBC / "dotnet", program], input="\n".join(names), env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()
