#!/usr/bin/python3
"""Makes the files of a Samba domain controller: `provision_domain.py FOLDER ADDRESS LDIF`.

Run by the distribution's own Python, the only one that has Samba's modules (`directory.md` section 3). The TLS files
must be in FOLDER/tls beforehand. Accounts come from LDIF as the lab writes it, with the SIDs that the domain gives them.
"""

import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("TDB_NO_FSYNC", "1")

import samba.param  # type: ignore[import-not-found]
from samba.auth import system_session  # type: ignore[import-not-found]
from samba.dcerpc import security  # type: ignore[import-not-found]
from samba.dsdb import DS_DOMAIN_FUNCTION_2008_R2  # type: ignore[import-not-found]
from samba.provision import FILL_FULL, provision  # type: ignore[import-not-found]
from samba.samdb import SamDB  # type: ignore[import-not-found]

folder, address, ldif = sys.argv[1:4]
for name in ("etc", "lock", "run", "cache", "log"):
    Path(folder, name).mkdir(parents=True, exist_ok=True)
configuration = f"{folder}/etc/smb.conf"
Path(configuration).write_text(
    f"""[global]
netbios name = DC1
realm = CORP.EXAMPLE
workgroup = CORP
server role = active directory domain controller
server services = ldap
interfaces = {address}/8
bind interfaces only = yes
private dir = {folder}/private
state directory = {folder}/state
cache directory = {folder}/cache
lock directory = {folder}/lock
pid directory = {folder}/run
ncalrpc dir = {folder}/run/ncalrpc
binddns dir = {folder}/bind-dns
winbindd socket directory = {folder}/run/winbindd
ntp signd socket directory = {folder}/run/ntp_signd
log file = {folder}/log/log.%m
disable netbios = yes
load printers = no
ldb:nosync = true
tls keyfile = {folder}/tls/key.pem
tls certfile = {folder}/tls/cert.pem
tls cafile = {folder}/tls/ca.pem
[sysvol]
path = {folder}/state/sysvol
[netlogon]
path = {folder}/state/sysvol/corp.example/scripts
""",
    encoding="utf-8",
)
parameters = samba.param.LoadParm()
parameters.load(configuration)
logging.disable(logging.WARNING)
provision(
    logging.getLogger(),
    system_session(),
    smbconf=configuration,
    targetdir=folder,
    samdb_fill=FILL_FULL,
    realm="CORP.EXAMPLE",
    domain="CORP",
    hostname="dc1",
    hostip="127.0.0.1",
    domainsid=security.dom_sid("S-1-5-21-1111111111-2222222222-3333333333"),
    adminpass="Passw0rd!x",
    serverrole="dc",
    dom_for_fun_level=DS_DOMAIN_FUNCTION_2008_R2,
    dns_backend="NONE",
    lp=parameters,
    skip_sysvolacl=True,
    batch_mode=True,
)
database = SamDB(
    url=parameters.private_path("sam.ldb"), session_info=system_session(), lp=parameters, options=["batch_mode:1"]
)
text = Path(ldif).read_text(encoding="utf-8")
records = [[line.split(": ", 1) for line in record.splitlines()] for record in text.split("\n\n")]
for record in records:
    values: dict[str, list[str]] = {}
    for key, value in record:
        values.setdefault(key, []).append(value)
    name = values["sAMAccountName"][0]
    account = {
        "dn": f"CN={name},CN=Users,{database.domain_dn()}",
        "objectClass": "user",
        "sAMAccountName": name,
        "userAccountControl": str(int(values["userAccountControl"][0]) | 0x20),
    }
    for optional in ("userPrincipalName", "altSecurityIdentities"):
        if optional in values:
            account[optional] = values[optional]
    database.add(account)
    if "userPassword" in values:
        database.setpassword(f"(sAMAccountName={name})", values["userPassword"][0])
