"""The tables of a fleet: what each has in its columns. docs/fleet.md is made from this file."""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple


class Column(NamedTuple):
    """One column: its type in SQL, and what it says."""

    name: str
    type: str
    about: str


class Table(NamedTuple):
    """One table, with a row for each of what ``about`` says."""

    name: str
    about: str
    columns: tuple[Column, ...]

    @property
    def types(self) -> dict[str, str]:
        """The types of the columns by their names."""
        return {column.name: column.type for column in self.columns}


_SERVER = Column("server", "VARCHAR", "the server: the computer of its bundle, else its place among the files")

FINDINGS = Table(
    "findings",
    "a row for each finding of each server, suppressed ones too",
    (
        _SERVER,
        Column("path", "VARCHAR", "the file"),
        Column("rule", "VARCHAR", "the id of the rule, `FTP101`"),
        Column("name", "VARCHAR", "the name of the rule"),
        Column("severity", "VARCHAR", "`error`, `warning` or `info`"),
        Column("message", "VARCHAR", "what is wrong"),
        Column("line", "INTEGER", "where in the file, from 1"),
        Column("col", "INTEGER", "the column in that line, from 1"),
        Column("site", "VARCHAR", "the site, if it is one; NULL where one cause reaches several"),
        Column("sites", "VARCHAR[]", "all sites that it reaches"),
        Column("setting", "VARCHAR", "the path of the setting"),
        Column("value", "VARCHAR", "its effective value; never a secret"),
        Column("origin", "VARCHAR", "the level that gave the value; `schema` for a default"),
        Column("reply", "INTEGER", "the FTP reply that a client sees"),
        Column("substatus", "INTEGER", "the sub-status of IIS in the log"),
        Column("security", "DOUBLE", "how grave for security, 0.0 to 10.0; NULL for what is not about security"),
        Column("fix", "VARCHAR", "`safe`, `unsafe`, `opens` or `manual`"),
        Column("fix_title", "VARCHAR", "what to do"),
        Column("fingerprint", "VARCHAR", "stays the same when lines move"),
        Column("suppressed", "VARCHAR", "`comment`, `settings` or `baseline`; NULL for what counts"),
        Column("reason", "VARCHAR", "why it is suppressed"),
    ),
)
SITES = Table(
    "sites",
    "a row for each FTP site",
    (
        _SERVER,
        Column("site", "VARCHAR", "its name"),
        Column("id", "VARCHAR", "its id"),
        Column("bindings", "VARCHAR[]", "its FTP bindings, `address:port:host`"),
        Column("state", "VARCHAR", "`fails`, `errors`, `insecure`, `warnings` or `clean`"),
        Column("shut_by", "VARCHAR", "what keeps everybody out; NULL where somebody gets in"),
        Column("errors", "INTEGER", "how many errors concern it"),
        Column("warnings", "INTEGER", "how many warnings concern it"),
        Column("worst", "VARCHAR", "the rule of the finding to look at first"),
        Column("methods", "VARCHAR[]", "the methods of logon: `anonymous`, `password`, `certificate`, `custom`"),
        Column("tls", "BOOLEAN", "whether the file has what TLS needs"),
        Column("control", "VARCHAR", "controlChannelPolicy"),
        Column("data", "VARCHAR", "dataChannelPolicy"),
        Column("certificate_logon", "VARCHAR", "`not used`, `works` or `cannot work`, by the file"),
        Column("thumbprint", "VARCHAR", "serverCertHash; NULL if it is empty"),
        Column("certificate", "VARCHAR", "the name of that certificate, if a bundle has it"),
        Column("certificate_expires", "TIMESTAMP", "its end, UTC, if a bundle has it"),
    ),
)
SERVERS = Table(
    "servers",
    "a row for each file or bundle, those that cannot be read too",
    (
        _SERVER,
        Column("path", "VARCHAR", "the file"),
        Column("source", "VARCHAR", "the SOURCE of the command line that it is from"),
        Column("sha256", "VARCHAR", "the SHA-256 of the file"),
        Column("bundle", "BOOLEAN", "whether it is a bundle of evidence"),
        Column("collected", "TIMESTAMP", "when its bundle was collected, UTC"),
        Column("evidence", "VARCHAR[]", "the facts that the bundle has"),
        Column("error", "VARCHAR", "why it could not be judged; NULL where it was"),
        Column("obstacle", "VARCHAR", "why no site of it works; NULL where that is not so"),
        Column("sites", "INTEGER", "how many sites it has"),
        Column("ftp_sites", "INTEGER", "how many of these have a binding for FTP"),
        Column("errors", "INTEGER", "how many errors, without suppressed ones"),
        Column("warnings", "INTEGER", "how many warnings"),
        Column("infos", "INTEGER", "how many findings of severity info"),
        Column("suppressed", "INTEGER", "how many findings are suppressed"),
    ),
)
SETTINGS = Table(
    "settings",
    "a row for each effective value, defaults too",
    (
        _SERVER,
        Column("site", "VARCHAR", "the site; NULL for a value of the server level"),
        Column("location", "VARCHAR", "the path below the site, for a value of a location; else NULL"),
        Column("setting", "VARCHAR", "its path, `ftpServer/security/ssl/@serverCertHash`"),
        Column("value", "VARCHAR", "the effective value; never a secret"),
        Column("origin", "VARCHAR", "the level that wrote it; `schema` for a default"),
    ),
)
CONTROLS = Table(
    "controls",
    "a row for each server and control of a published baseline",
    (
        _SERVER,
        Column("profile", "VARCHAR", "the baseline, `cis-iis10`"),
        Column("control", "VARCHAR", "the id of the control"),
        Column("status", "VARCHAR", "`passed`, `failed`, `not checked`, `not visible` or `not applicable`"),
        Column("reason", "VARCHAR", "why, where that is not plain"),
        Column("sites", "VARCHAR[]", "the sites that fail it"),
        Column("accepted", "BOOLEAN", "whether all its findings are suppressed"),
    ),
)
DIFFERENCES = Table(
    "differences",
    "a row for each setting that differs from the model server (`--against`)",
    (
        _SERVER,
        Column("site", "VARCHAR", "the site; NULL for the server level"),
        Column("setting", "VARCHAR", "its path"),
        Column("model", "VARCHAR", "what the model has; NULL for an entry that the model has not"),
        Column("value", "VARCHAR", "what the server has; NULL for an entry that it has not"),
        Column("exception", "VARCHAR", "the reason of the exception that permits it; NULL where none does"),
    ),
)
HISTORY = Table(
    "history",
    "a row for each run, server and rule; one without a rule for each server that was judged",
    (
        Column("run", "INTEGER", "the number of the run, from 1"),
        Column("date", "TIMESTAMP", "when it was, UTC"),
        _SERVER,
        Column("rule", "VARCHAR", "the id of the rule; NULL in the row that says that the server was judged"),
        Column("severity", "VARCHAR", "of the findings"),
        Column("findings", "INTEGER", "how many, without suppressed ones"),
    ),
)

OF_A_RUN = (FINDINGS, SITES, SERVERS, SETTINGS, CONTROLS, DIFFERENCES)
"""The tables that each run writes anew."""
TABLES = (*OF_A_RUN, HISTORY)
