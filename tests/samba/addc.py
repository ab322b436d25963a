"""Makes a domain and its accounts with Samba's own library, without root; run by the system's Python only.

addc.py provision FOLDER ADDRESS DNS-DOMAIN DOMAIN-SID PASSWORD     a new domain in FOLDER
addc.py accounts FOLDER < accounts.json > sids.json                 accounts, groups and changes; prints name -> SID

A record of accounts.json has ``name`` and any attributes of Active Directory: ``userPrincipalName``, ``mail``,
``userAccountControl``, ``accountExpires``, ``lockoutTime``, ``objectSid`` (text; without one the directory chooses), lists
for what has several values (``altSecurityIdentities``), ``dn`` where it is not in CN=Users. ``password`` is the one in clear,
``groups`` are made when missing. A SID may be chosen if it ends in 1102 to 1399.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("TDB_NO_FSYNC", "1")

import ldb
import samba.param
from samba.auth import system_session
from samba.dcerpc import security
from samba.dsdb import DS_DOMAIN_FUNCTION_2008_R2
from samba.ndr import ndr_pack, ndr_unpack
from samba.provision import FILL_FULL, provision
from samba.samdb import SamDB

LAST_CHOSEN = 1399
CONF = """[global]
netbios name = DC1
realm = {realm}
workgroup = {workgroup}
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
path = {folder}/state/sysvol/{dns}/scripts
"""


def make_domain(folder: Path, address: str, dns: str, sid: str, password: str) -> None:
    for name in ("etc", "lock", "run", "cache", "log"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    conf = folder / "etc" / "smb.conf"
    workgroup = dns.partition(".")[0].upper()
    conf.write_text(
        CONF.format(folder=folder, address=address, dns=dns, realm=dns.upper(), workgroup=workgroup), encoding="utf-8"
    )
    lp = samba.param.LoadParm()
    lp.load(str(conf))
    logging.disable(logging.WARNING)
    provision(
        logging.getLogger(),
        system_session(),
        smbconf=str(conf),
        targetdir=str(folder),
        samdb_fill=FILL_FULL,
        realm=dns.upper(),
        domain=workgroup,
        hostname="dc1",
        hostip="127.0.0.1",
        domainsid=security.dom_sid(sid),
        adminpass=password,
        serverrole="dc",
        dom_for_fun_level=DS_DOMAIN_FUNCTION_2008_R2,
        dns_backend="NONE",
        lp=lp,
        skip_sysvolacl=True,
        batch_mode=True,
    )


def opened(folder: Path) -> Any:
    lp = samba.param.LoadParm()
    lp.load(str(folder / "etc" / "smb.conf"))
    return SamDB(url=lp.private_path("sam.ldb"), session_info=system_session(), lp=lp, options=["batch_mode:1"])


def write(db: Any, records: list[dict[str, Any]]) -> dict[str, str]:
    """In one transaction. A record whose name exists already changes that account."""
    sids = {}
    db.transaction_start()
    try:
        for record in records:
            sids[record["name"]] = _write(db, dict(record))
    except BaseException:
        db.transaction_cancel()
        raise
    db.transaction_commit()
    return sids


def reserve(db: Any) -> None:
    """The directory's own SIDs begin behind those for choosing: rIDNextRID is the last one that it has given out."""
    (pool,) = db.search(db.domain_dn(), ldb.SCOPE_SUBTREE, "(objectClass=rIDSet)", ["rIDNextRID"])
    message = ldb.Message(pool.dn)
    message["rIDNextRID"] = ldb.MessageElement([str(LAST_CHOSEN)], ldb.FLAG_MOD_REPLACE, "rIDNextRID")
    db.modify(message)


def _write(db: Any, record: dict[str, Any]) -> str:
    name, password = record.pop("name"), record.pop("password", None)
    groups = record.pop("groups", ())
    sid = record.pop("objectSid", None)
    escaped = ldb.binary_encode(name)
    known = db.search(db.domain_dn(), ldb.SCOPE_SUBTREE, f"(sAMAccountName={escaped})", ["objectSid"])
    dn = ldb.Dn(
        db, str(record.pop("dn", "") or (known[0].dn if len(known) else f"CN={name},CN=Users,{db.domain_dn()}"))
    )
    message = ldb.Message(dn)
    flag = ldb.FLAG_MOD_REPLACE if len(known) else ldb.FLAG_MOD_ADD
    for attribute, value in record.items():
        values = [str(one) for one in (value if isinstance(value, list) else [value])]
        if values or len(known):
            message[attribute] = ldb.MessageElement(values, flag, attribute)
    if password:  # not by setpassword, which enables the account
        message["clearTextPassword"] = ldb.MessageElement([password.encode("utf-16-le")], flag, "clearTextPassword")
    if len(known):
        if len(message):
            db.modify(message)
    else:
        message["objectClass"] = ldb.MessageElement(["user"], flag, "objectClass")
        message["sAMAccountName"] = ldb.MessageElement([name], flag, "sAMAccountName")
        if sid is not None:
            message["objectSid"] = ldb.MessageElement([ndr_pack(security.dom_sid(sid))], flag, "objectSid")
        db.add(message)
    for group in groups:
        known = db.search(db.domain_dn(), ldb.SCOPE_SUBTREE, f"(sAMAccountName={ldb.binary_encode(group)})", ["member"])
        if not len(known):
            db.newgroup(group)
        if not len(known) or str(dn) not in map(str, known[0].get("member", [])):
            db.add_remove_group_members(group, [name], add_members_operation=True)
    found = db.search(dn, ldb.SCOPE_BASE, attrs=["objectSid"])
    return str(ndr_unpack(security.dom_sid, found[0]["objectSid"][0]))


if __name__ == "__main__":
    if sys.argv[1] == "provision":
        make_domain(Path(sys.argv[2]), *sys.argv[3:7])
        reserve(opened(Path(sys.argv[2])))
    else:
        json.dump(write(opened(Path(sys.argv[2])), json.load(sys.stdin)), sys.stdout)
