"""Secrets are blotted out character by character, so that columns still fit; nothing steers the terminal."""

from __future__ import annotations

import pytest

from ftplint.source.read import decode
from ftplint.source.redact import SourceLines, is_secret_attribute, redacted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('<a password="abc" b="c"/>', '<a password="***" b="c"/>'),
        ("<a AdPassword = 'a b'/>", "<a AdPassword = '***'/>"),
        ('<a x="[enc:AesProvider:AAA=:enc]"/>', '<a x="**************************"/>'),
        ('<a x="Server=s;Password=p w;Db=d"/>', '<a x="Server=s;Password=***;Db=d"/>'),
        ('<add key="connectionString" value="abc"/>', '<add key="connectionString" value="***"/>'),
        ('<add value="abc" key="apiSecret"/>', '<add value="***" key="apiSecret"/>'),
        ('<add encryptedValue="abc"/>', '<add encryptedValue="***"/>'),
        ('<a password="abc', '<a password="***'),
        ('<a password="a\nb" c="d">', '<a password="*\n*" c="d">'),
        ('<ssl serverCertHash="abc"/>', '<ssl serverCertHash="abc"/>'),
        ('<add key="xmlFileName" value="C:\\x.xml"/>', '<add key="xmlFileName" value="********"/>'),
        ('<a pasword="abc" adPasword="d" passwort="e"/>', '<a pasword="***" adPasword="*" passwort="*"/>'),
        ('<a password="a"bc" userName="x">', '<a password="******************>'),
        ('<add token="abc"/>', '<add token="***"/>'),
        ('<add credential="abc"/>', '<add credential="***"/>'),
        ("<a><password>abc</password></a>", "<a><password>***</password></a>"),
        ('<add name="p" type="a, PublicKeyToken=31bf"/>', '<add name="p" type="a, PublicKeyToken=31bf"/>'),
    ],
)
def test_redacted(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert len(redacted(text)) == len(text)


def test_a_secret_over_several_lines_is_hidden_on_each() -> None:
    lines = SourceLines(decode("x", b'<a\r\n password="one\r\ntwo"\r\n b="c"/>').source)
    assert [lines.line(n) for n in range(1, 6)] == ["<a", ' password="***', '***"', ' b="c"/>', None]
    assert lines.line(0) is None


def test_names_of_secrets() -> None:
    assert all(map(is_secret_attribute, ("password", "adPassword", "encryptedValue", "PWD", "userPassword")))
    assert not any(map(is_secret_attribute, ("value", "userName", "passive", "bypass", "serverCertHash")))
