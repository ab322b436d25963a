"""The few facts of a certificate that rules ask for, from its DER, without a library.

Source: RFC 5280 section 4.1 (the certificate), 4.2.1.6 and 4.2.1.12 (extensions); ITU-T X.690 (DER); MS-WCCE 2.2.2.7.7
(templates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEQUENCE, _OID, _OCTETS, _BMP, _UTC_TIME, _TIME = 0x30, 0x06, 0x04, 0x1E, 0x17, 0x18
_VERSION, _EXTENSIONS, _DNS_NAME = 0xA0, 0xA3, 0x82
_NAMES, _USAGES = "2.5.29.17", "2.5.29.37"
_TEMPLATE_NAME, _TEMPLATE = "1.3.6.1.4.1.311.20.2", "1.3.6.1.4.1.311.21.7"


class DerFacts(NamedTuple):
    """Times as a bundle writes them; ``usages`` are dotted OIDs, empty for any; ``template`` its name or OID."""

    not_before: str
    not_after: str
    hosts: tuple[str, ...]
    usages: tuple[str, ...]
    template: str | None


def der_facts(der: bytes) -> DerFacts:
    """The facts of a certificate. Raises ValueError for bytes that are none."""
    ((_, certificate),) = _values(der)
    inner = [value for tag, value in _values(next(_values(certificate))[1]) if tag != _VERSION]
    outer = list(_values(next(_values(certificate))[1]))
    start, end = (_time(*one) for one in _values(inner[3]))
    extensions = dict(_extensions(next((value for tag, value in outer if tag == _EXTENSIONS), b"")))
    return DerFacts(start, end, _hosts(extensions), _usages(extensions), _template(extensions))


def _hosts(extensions: dict[str, bytes]) -> tuple[str, ...]:
    names = _inside(extensions.get(_NAMES))
    return tuple(name.decode("ascii", "replace") for tag, name in names if tag == _DNS_NAME)


def _usages(extensions: dict[str, bytes]) -> tuple[str, ...]:
    return tuple(_dotted(value) for tag, value in _inside(extensions.get(_USAGES)) if tag == _OID)


def _template(extensions: dict[str, bytes]) -> str | None:
    if _TEMPLATE_NAME in extensions:
        tag, value = next(_values(extensions[_TEMPLATE_NAME]))
        return value.decode("utf-16-be" if tag == _BMP else "utf-8", "replace")
    return next((_dotted(value) for tag, value in _inside(extensions.get(_TEMPLATE)) if tag == _OID), None)


def _inside(extension: bytes | None) -> list[tuple[int, bytes]]:
    """The values in the sequence that an extension is."""
    return [] if extension is None else list(_values(next(_values(extension))[1]))


def _extensions(given: bytes) -> Iterator[tuple[str, bytes]]:
    for _, listed in _values(given):
        for _, extension in _values(listed):
            values = list(_values(extension))
            yield _dotted(values[0][1]), values[-1][1]


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value in *data*. Raises ValueError."""
    at = 0
    while at < len(data):
        if len(data) < at + 2:
            raise ValueError("a value is cut off")
        tag, size = data[at], data[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7F
            if not 0 < count < 5 or len(data) < at + count:
                raise ValueError("a length that DER does not have")
            size = int.from_bytes(data[at : at + count], "big")
            at += count
        if len(data) < at + size:
            raise ValueError("a value is cut off")
        yield tag, data[at : at + size]
        at += size


def _dotted(oid: bytes) -> str:
    if not oid:
        raise ValueError("an empty object identifier")
    numbers = [0]
    for byte in oid:
        numbers[-1] = numbers[-1] << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(0)
    head = min(numbers[0] // 40, 2)
    return ".".join(map(str, (head, numbers[0] - 40 * head, *numbers[1:-1])))


def _time(tag: int, value: bytes) -> str:
    """UTCTime has two digits of the year: from 50 on they are of the 20th century (RFC 5280 section 4.1.2.5.1)."""
    text = value.decode("ascii")
    if tag == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    if tag not in (_UTC_TIME, _TIME) or len(text) < 15 or not text[:14].isdigit():
        raise ValueError("no time")
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}Z"
