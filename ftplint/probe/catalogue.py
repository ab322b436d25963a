"""The facts: id, name, what it is about, and why it matters."""

from __future__ import annotations

from ftplint.named_tuple import NamedTuple


class Entry(NamedTuple):
    """One fact of the catalogue."""

    id: str
    name: str
    title: str
    why: str


_ENTRIES = (
    Entry(
        "PRB001",
        "listens",
        "Whether the site is there",
        "A site that does not answer cannot be judged, and serves nobody.",
    ),
    Entry(
        "PRB002",
        "banner",
        "The greeting",
        "Another greeting is the quickest sign of another file, or of another server.",
    ),
    Entry(
        "PRB003",
        "system",
        "The reply to SYST",
        "IIS says Windows_NT; anything else is another server.",
    ),
    Entry(
        "PRB004",
        "features",
        "UTF8 in the reply to FEAT",
        "Clients send names in UTF-8 only where FEAT lists it.",
    ),
    Entry(
        "PRB005",
        "help",
        "The reply to HELP",
        "A command that is refused as unknown is filtered.",
    ),
    Entry(
        "PRB006",
        "farewell",
        "The text before the reply to QUIT",
        "The exit message shows whose file is in force.",
    ),
    Entry(
        "PRB007",
        "host-name",
        "The reply to HOST",
        "A client reaches a site by host name with HOST or with host|user.",
    ),
    Entry(
        "PRB008",
        "tls",
        "Whether TLS is offered",
        "Without TLS every password travels in clear text, or nobody logs in.",
    ),
    Entry(
        "PRB009",
        "tls-strength",
        "The versions and ciphers of TLS",
        "No setting of FTP decides the versions: Schannel does, for the whole computer. ssl128 asks for 128 bits.",
    ),
    Entry(
        "PRB010",
        "server-certificate",
        "The certificate that the server sends",
        "Clients verify this one. A certificate that was renewed in the store and not in the file is a common mistake.",
    ),
    Entry(
        "PRB011",
        "server-certificate-after-host",
        "The certificate that the server sends after HOST",
        "AUTH usually comes first, so the certificate is that of the site without host name.",
    ),
    Entry(
        "PRB012",
        "client-certificate",
        "Whether a client certificate is requested",
        "A certificate that is not requested cannot log anybody in.",
    ),
    Entry(
        "PRB013",
        "user-in-clear",
        "USER in clear text",
        "Where USER may be said in clear text, passwords travel in clear text.",
    ),
    Entry(
        "PRB014",
        "protection",
        "PROT C and PROT P before the logon",
        "They decide whether files travel in TLS.",
    ),
    Entry(
        "PRB015",
        "clear-command-channel",
        "CCC after the logon",
        "After CCC commands travel in clear text again.",
    ),
    Entry(
        "PRB016",
        "logon",
        "The logon",
        "Who may log in is what the file is for.",
    ),
    Entry(
        "PRB017",
        "greeting",
        "The text before the reply to PASS",
        "The greeting shows whose file is in force.",
    ),
    Entry(
        "PRB018",
        "working-folder",
        "The folder that a session begins in",
        "User isolation decides it.",
    ),
    Entry(
        "PRB019",
        "listing-style",
        "The style of listings",
        "Some clients read one of the two styles only.",
    ),
    Entry(
        "PRB020",
        "passive-address",
        "The address in the reply to PASV",
        "A wrong one makes every transfer fail.",
    ),
    Entry(
        "PRB021",
        "passive-ports",
        "The ports of data connections",
        "A firewall opens those of the file and no others.",
    ),
    Entry(
        "PRB022",
        "data-protection",
        "Listings in clear text and in TLS",
        "dataChannelPolicy decides what may travel in clear text.",
    ),
    Entry(
        "PRB023",
        "read",
        "The right to read",
        "Authorization rules decide it.",
    ),
    Entry(
        "PRB024",
        "write",
        "The right to write",
        "Authorization rules decide it.",
    ),
    Entry(
        "PRB025",
        "write-test",
        "A file that is written and removed",
        "It proves the right to write.",
    ),
    Entry(
        "PRB026",
        "anonymous",
        "Whether anonymous users are invited",
        "Anonymous users need no password.",
    ),
    Entry(
        "PRB090",
        "not-seen",
        "What could not be seen",
        "What was not seen is neither right nor wrong.",
    ),
)
CATALOGUE = {entry.id: entry for entry in _ENTRIES}
"""Id -> entry, in the order of a session."""
