"""What cannot be run against a server in another process, and what each failure means."""

from __future__ import annotations

from typing import NamedTuple

LEFT_OUT = {
    "TestThrottleBandwidth": "sets the speed of pyftpdlib's own handler",
    "TestTimeouts": "sets time-outs of pyftpdlib's own handler",
    "TestConfigurableOptions": "sets options of pyftpdlib's own handler",
    "TestCallbacks": "counts calls of pyftpdlib's own handler",
    "NoSendfile": "is a copy of other tests for a setting of pyftpdlib",
    "CustomIO": "is a copy of other tests for a setting of pyftpdlib",
    "ThreadedFTPTests": "is about pyftpdlib's server in threads",
    "test_ioloop_fileno": "looks into pyftpdlib's loop",
    "test_tls_control_required": "sets an option of pyftpdlib's own handler",
    "test_tls_data_required": "sets an option of pyftpdlib's own handler",
}
"""Class or test -> why it says nothing about another server."""


class Verdict(NamedTuple):
    """What a failure means. *kind*: ``words`` (the code agrees), ``IIS`` (it does otherwise than pyftpdlib, as *how* says),
    ``unknown`` (no source says what IIS does; *how* says what ours does), ``ours`` (a fault, not mended yet)."""

    kind: str
    how: str


_IIS, _WORDS, _UNKNOWN = "IIS", "words", "unknown"
_NO_MLSX = Verdict(_IIS, "has no MLSD, MLST and TVFS (its FEAT and HELP)")
_AS_IT_IS = Verdict(_IIS, "sends and stores the bytes as they are in TYPE A too (five transcripts)")
_DATA_FIRST = Verdict(
    _UNKNOWN,
    "the test asks for a transfer before there is a data connection: ours answers 425, before it looks at REST or STOU",
)
_BUSY = Verdict(_UNKNOWN, "a command during a transfer: ours answers 503 (an open point)")
_LOW_PORT = Verdict(_IIS, "refuses a port below 1024 with 425 (KB 2505047); an invalid address has the same code, 501")

VERDICTS = {
    "test_abor_no_data": Verdict(_WORDS, "225"),
    "test_active_conn_error": Verdict(
        _IIS,
        "answers 200 to PORT when it has begun to connect (KB 2505047); that nobody listens is said at the transfer",
    ),
    "test_anon_auth": Verdict(_IIS, "takes user names in any case (transcripts with Anonymous)"),
    "test_arg_cmds": Verdict(
        _UNKNOWN,
        "without an argument ours answers 202 to ALLO (superfluous, RFC 959), 502 to SITE, 500 to MFMT, and 501 to all others",
    ),
    "test_auth": Verdict(
        _UNKNOWN, "a second AUTH: ours refuses it with 534 (RFC 2228; MS-FTPS 3.2.5.2 says so for implicit TLS)"
    ),
    "test_auth_cmds": Verdict(
        _UNKNOWN, "before the logon ours answers 500 to commands that IIS does not know, and 530 to all others"
    ),
    "test_cwd": Verdict(_UNKNOWN, "CWD without an argument: ours stays where it is"),
    "test_epsv_v4": _NO_MLSX,
    "test_eprt": _LOW_PORT,
    "test_eprt_v4": Verdict(_WORDS, "501"),
    "test_eprt_v6": Verdict(_WORDS, "501"),
    "test_feat": Verdict(_IIS, "has no MLST and TVFS, and says AUTH in one line (raw logs)"),
    "test_max_auth": Verdict(
        _UNKNOWN,
        "no source knows a count of failed logons in a session: ours counts those of an address (denyByFailure)",
    ),
    "test_mdtm": Verdict(_UNKNOWN, "MDTM of a folder: ours answers 213"),
    "test_mfmt": Verdict(_IIS, "has no MFMT (its FEAT and HELP)"),
    "test_mkd": Verdict(_IIS, "answers 257 with the name as it was given (published logs)"),
    "test_mlsd": _NO_MLSX,
    "test_mlsd_all_facts": _NO_MLSX,
    "test_mlst": _NO_MLSX,
    "test_no_arg_cmds": Verdict(_UNKNOWN, "arguments of commands that take none: ours ignores them"),
    "test_no_auth_cmds": Verdict(_IIS, "refuses STAT before the logon (nmap's output)"),
    "test_opts_feat": Verdict(_IIS, "has no OPTS MLST (its FEAT)"),
    "test_pbsz": Verdict(_WORDS, "200"),
    "test_port_v4": _LOW_PORT,
    "test_rein_during_transfer": _BUSY,
    "test_rest": Verdict(_UNKNOWN, "REST in TYPE A: ours takes it, as its bytes are those of TYPE I"),
    "test_rest_on_stor": _DATA_FIRST,
    "test_restore_on_retr": _DATA_FIRST,
    "test_retr_ascii": _AS_IT_IS,
    "test_site_chmod": Verdict(_UNKNOWN, "no source knows a SITE command of FTP 7: ours answers 502"),
    "test_site_help": Verdict(_UNKNOWN, "no source knows a SITE command of FTP 7: ours answers 502"),
    "test_size": Verdict(_IIS, "answers SIZE in TYPE A too: its data are those of TYPE I (transcripts)"),
    "test_stat": Verdict(_IIS, "expands wildcards in LIST and NLST (transcripts of three machines); ours in STAT too"),
    "test_stor_ascii": _AS_IT_IS,
    "test_stor_ascii_2": _AS_IT_IS,
    "test_stou": _DATA_FIRST,
    "test_stou_orphaned_file": _DATA_FIRST,
    "test_type": Verdict(_UNKNOWN, "TYPE L 7: ours knows 8 only"),
    "test_unforeseen_time_event": _NO_MLSX,
    "test_user_during_transfer": _BUSY,
}
OVER_TLS = {
    name: Verdict(_UNKNOWN, "REIN inside TLS: ours ends TLS (RFC 4217 section 13); ftplib does not follow")
    for name in ("test_rein", "test_auth_cmds", "test_no_auth_cmds")
}
"""Instead of the verdicts above, where the test is run over TLS."""


def verdict(name: str, over_tls: bool) -> Verdict:
    """What the failure of a test means. One that nobody has judged is ours."""
    judged = OVER_TLS.get(name) if over_tls else None
    return judged or VERDICTS.get(name) or Verdict("ours", "not judged yet")
