"""``ftplint serve`` as a user runs it, with one site that logs clients in by certificate only."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from ftplint.evidence.certificates import read_certificates
from tests.other_servers.process import Other, Place, free_port, serving

_PORT = 21


@contextlib.contextmanager
def ftplint(place: Place) -> Iterator[Other]:
    """Requires TLS on both channels and a client certificate, which is checked against the lab's CRL and directory."""
    port = free_port()
    thumbprint = read_certificates(str(place.lab / "server.pem")).stored[0].facts.thumbprint
    configuration = place.folder / "applicationHost.config"
    configuration.write_text(_CONFIGURATION.format(thumbprint=thumbprint), encoding="utf-8")
    site = place.folder / "root" / "D" / "bench"
    site.parent.mkdir(parents=True)
    place.home.rename(site)
    place.home.symlink_to(site)
    lab = place.lab
    command = [sys.executable, "-m", "ftplint", "serve", configuration, "--root", place.folder / "root"]
    command += ["--certificates", lab / "server.pem", "--client-ca", lab / "ca.pem", "--crl", lab / "crl.pem"]
    command += ["--directory", lab / "directory.ldif", "--port-offset", str(port - _PORT)]
    with serving("ftplint", command, port, place) as running:
        yield running


_CONFIGURATION = """<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <configSections>
    <sectionGroup name="system.applicationHost">
      <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />
    </sectionGroup>
    <sectionGroup name="system.ftpServer">
      <sectionGroup name="security"><section name="authorization" overrideModeDefault="Deny" /></sectionGroup>
    </sectionGroup>
  </configSections>
  <system.applicationHost><sites>
    <site name="bench" id="1">
      <application path="/"><virtualDirectory path="/" physicalPath="D:\\bench" /></application>
      <bindings><binding protocol="ftp" bindingInformation="*:21:" /></bindings>
      <ftpServer><security>
        <ssl serverCertHash="{thumbprint}" controlChannelPolicy="SslRequire" dataChannelPolicy="SslRequire" />
        <sslClientCertificates clientCertificatePolicy="CertRequire" useActiveDirectoryMapping="true" />
        <authentication><clientCertAuthentication enabled="true" /></authentication>
      </security></ftpServer>
    </site>
  </sites></system.applicationHost>
  <system.ftpServer><security>
    <authorization><add accessType="Allow" users="*" permissions="Read, Write" /></authorization>
  </security></system.ftpServer>
</configuration>
"""
