"""What findings say that clients meet, as data: who is refused, at which step, with which reply and sub-status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.verify.wide.family import Client, Met

_ORDER: dict[str, tuple[int, ...]] = {
    "connect": (4, 19),
    "auth": (51, 31, 46, 44),
    "handshake": (4, 19, 31, 46, 44),
    "user": (51, 25, 26, 47, 48),
    "login": (51, 36, 40, 42, 41, 33, 1, 3),
    "list": (51, 24, 28, 1),
}
"""The steps of a session, and the sub-status of refusals in the order in which each step is decided. At the logon: the
command filter, the TLS policy and the certificate policy (USER); the methods, the password or the mapping, the home,
the authorization (PASS)."""
_FIRST = tuple(_ORDER)


class Refusal(NamedTuple):
    """That clients end in one of ``steps``, with one of ``substatus``."""

    who: Callable[[Client], bool]
    steps: tuple[str, ...]
    reply: int
    substatus: tuple[int, ...]

    def is_met(self, met: Met) -> bool:
        """Whether the client ended as said. With implicit TLS there is no reply before the handshake."""
        if "list" in self.steps:
            return met.list == self.reply
        if met.step == "handshake" and met.reply == 0:
            return bool({"connect", "auth"}.intersection(self.steps)) and met.substatus in self.substatus
        return met.step in self.steps and met.reply == self.reply and met.substatus in self.substatus

    def holds(self, met: Met) -> bool:
        """Whether the client ended as said, or earlier, for another reason."""
        if met.got_in:
            return "list" in self.steps and self.is_met(met)
        if "list" in self.steps or self.is_met(met):
            return True
        latest = max(_place(step, one) for step in self.steps for one in self.substatus)
        if met.step == "handshake":  # implicit: stands for connect and auth
            latest = max(latest, max(_place("handshake", one) for one in self.substatus))
        return how_far(met) < latest


def how_far(met: Met) -> tuple[int, int]:
    """How far a client got, comparable: the step, and what refused it there."""
    return _place(met.step, met.substatus)


def _place(step: str, substatus: int) -> tuple[int, int]:
    order = _ORDER[step]
    return _FIRST.index(step), order.index(substatus) if substatus in order else len(order)


def _every(_: Client) -> bool:
    return True


def _tls(client: Client) -> bool:
    return client.tls


def _clear(client: Client) -> bool:
    return not client.tls


def _private(client: Client) -> bool:
    return client.tls and client.data == "private"


def _account(client: Client) -> bool:
    return not client.anonymous


def _anonymous(client: Client) -> bool:
    return client.anonymous


def _certificate_alone(client: Client) -> bool:
    return bool(client.certificate) and not client.password


_AT = ("connect",), ("auth",), ("user",), ("login",), ("list",)
_CONNECT, _AUTH, _USER, _PASS, _DATA = _AT
_NO_TLS = Refusal(_tls, _AUTH, 534, (31,))
NO_CLEAR = Refusal(_clear, _USER, 534, (25, 26))
"""Said of sites that require TLS; FTP507 speaks of others too, where only certificates need it."""
_FILTERED = Refusal(_every, ("auth", "user", "login"), 500, (51,))
_NO_PRIVATE_DATA = Refusal(_private, _DATA, 534, (28,))
_NOT_AUTHORIZED = Refusal(_every, _PASS, 530, (1,))
_NO_HOME = Refusal(_every, _PASS, 530, (33,))
_NO_ANONYMOUS_HOME = Refusal(_anonymous, _PASS, 530, (33,))
_NO_TOKEN = Refusal(_certificate_alone, _PASS, 530, (41,))
REFUSALS: dict[str, tuple[Refusal, ...]] = {
    "FTP101": (_NO_TLS,),
    "FTP102": (Refusal(_tls, _AUTH, 431, (46,)),),
    "FTP103": (Refusal(_tls, _AUTH, 431, (44,)),),
    "FTP104": (_NO_PRIVATE_DATA,),
    "FTP105": (_NO_TOKEN,),
    "FTP106": (_NO_TOKEN,),
    "FTP108": (_NO_TLS,),
    "FTP201": (_NO_TLS, NO_CLEAR),
    "FTP202": (Refusal(_clear, _DATA, 534, (24,)),),
    "FTP203": (_NO_TLS,),
    "FTP207": (_NO_PRIVATE_DATA,),
    "FTP208": (_NO_PRIVATE_DATA,),
    "FTP209": (_NO_TLS,),
    "FTP211": (Refusal(_tls, _AUTH, 431, (46,)),),
    "FTP212": (Refusal(_tls, _AUTH, 431, (44,)),),
    "FTP301": (Refusal(_every, _PASS, 530, (36,)),),
    "FTP401": (_NOT_AUTHORIZED,),
    "FTP411": (Refusal(_every, _CONNECT, 530, (4,)),),
    "FTP425": (Refusal(_anonymous, _PASS, 530, (1,)),),
    "FTP428": (_NOT_AUTHORIZED,),
    "FTP441": (Refusal(_account, _PASS, 530, (1,)),),
    "FTP503": (_FILTERED,),
    "FTP505": (_FILTERED,),
    "FTP506": (_FILTERED,),
    "FTP507": (Refusal(_tls, _AUTH, 500, (51,)), NO_CLEAR),
    "FTP605": (_NO_HOME,),
    "FTP705": (Refusal(_account, _PASS, 530, (40,)), _NO_ANONYMOUS_HOME),
    "FTP706": (_NO_HOME,),
    "FTP725": (_NO_ANONYMOUS_HOME,),
    "FTP817": (Refusal(_every, _CONNECT, 421, (19,)),),
}
"""By the id of the rule: errors, and warnings that say who is refused. A client to whom several claims of a rule apply
meets each of them or ends before."""
OF_PLACE = frozenset({"FTP428"})
"""Rules that speak of the place where the authorization rules stand: at a home they concern its user alone."""
OPENS = {"FTP402": 226}
"""The rules that say that anonymous users may upload, and the reply to that."""
