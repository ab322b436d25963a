"""Where linter and wire may differ, and why: each line has its reason and its source. Nothing else may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.verify.wide.factors import Settings


class Explanation(NamedTuple):
    """One reason, for the differences that begin with one of ``starts``, where ``holds`` says so."""

    name: str
    starts: tuple[str, ...]
    holds: Callable[[Settings], bool]
    reason: str
    source: str

    def about(self, difference: str) -> bool:
        """Whether it is a reason for *difference*."""
        return difference.startswith(self.starts)


_NO_PASS = ("few without PASS", "all but PASS")
_NO_AUTH = ("few without AUTH", "all but AUTH")
_NOBODY, _SHUT, _ANONYMOUS, _UPLOAD = "nobody gets in", "@shut-by is nothing", "@anonymous-logon is yes", "FTP402"


def _required_in_clear(s: Settings) -> bool:
    no_tls = s.certificate != "set" or s.commands in _NO_AUTH
    return no_tls and s.binding == "explicit" and s.control == "SslAllow" and s.policy == "CertRequire"


def _anonymous_with_certificate(s: Settings) -> bool:
    wanted = s.client_certificates == "true" and s.mapping == "true" and s.policy == "CertRequire"
    return wanted and s.basic == "false" and s.anonymous == "true"


def _certificates_alone(s: Settings) -> bool:
    return s.client_certificates == "true" and s.basic == "false" and s.anonymous == "false"


def _rules_of_a_home(s: Settings) -> bool:
    return s.place == "home" and s.isolation not in ("None", "IsolateRootDirectoryOnly")


def _account_of_anonymous(s: Settings) -> bool:
    return s.anonymous == "true" and s.basic == "false" and s.rules == "role"


EXPLANATIONS = (
    Explanation(
        "required-in-clear",
        (_NOBODY, _SHUT, _ANONYMOUS, _UPLOAD),
        _required_in_clear,
        "CertRequire with SslAllow, and TLS is impossible: whether a client in clear text is refused is not "
        "documented. The server refuses it, ftplint does not count on that.",
        "client-cert-login 3.3; FTP109; open point clear_meets_require",
    ),
    Explanation(
        "anonymous-with-certificate",
        (_NOBODY, _SHUT, _ANONYMOUS, _UPLOAD),
        _anonymous_with_certificate,
        "A certificate is required and maps to no account: whether USER anonymous then gets in is not documented. The "
        "server refuses it where Basic is off, ftplint does not count on that.",
        "client-cert-login 8, point 3; open point password_after_mapping_fails",
    ),
    Explanation(
        "no-password-needed",
        (_NOBODY, _SHUT),
        lambda s: _certificates_alone(s) and s.commands in _NO_PASS,
        "Certificates alone, and the command filter refuses PASS: the server asks for PASS, RFC 4217 lets it answer "
        "USER with 232. Which of them IIS does is not documented.",
        "RFC 4217 12.1; FTP523; open point token_at_user",
    ),
    Explanation(
        "rules-of-a-home",
        (_NOBODY, _SHUT, _ANONYMOUS, _UPLOAD),
        _rules_of_a_home,
        "Rules at the home of one user: whose home it is, and whether StartInUsersDirectory asks there, is not in the "
        "file. ftplint takes a rule at any home to let somebody in, the server asks for the home of the client.",
        "KB 4294477, last paragraph; FTP401",
    ),
    Explanation(
        "role-of-anonymous",
        (_NOBODY,),
        _account_of_anonymous,
        "Anonymous logon alone, and a rule for a role: whether the role of the account behind anonymous users counts "
        "is not documented. The server knows no such role, FTP425 is silent.",
        "FTP425",
    ),
    Explanation(
        "homes-by-nobody",
        (_SHUT, _ANONYMOUS, _UPLOAD),
        lambda s: s.isolation == "Custom",
        "Mode Custom without a provider of homes: that nobody gets in is inferred. FTP706 says so as a warning; what "
        "is inferred makes no other finding silent.",
        "KB 969061, sub-status 33; FTP706",
    ),
)
"""Looked at in this order."""
