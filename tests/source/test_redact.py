"""Secrets are blotted out character by character, so that columns still fit; nothing steers the terminal."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftplint.source.read import decode
from ftplint.source.redact import SourceLines, is_secret_attribute, redacted, redacted_value
from tests.counting import grows_evenly


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
        ('<a password="abc', "<a password=****"),
        ('<a password="a\nb" c="d">', '<a password="*\n*" c="d">'),
        ('<ssl serverCertHash="abc"/>', '<ssl serverCertHash="abc"/>'),
        ('<add key="xmlFileName" value="C:\\x.xml"/>', '<add key="xmlFileName" value="********"/>'),
        ('<a pasword="abc" adPasword="d" passwort="e"/>', '<a pasword="***" adPasword="*" passwort="*"/>'),
        ('<a password="a"bc" userName="x">', "<a password=********************"),
        ('<add token="abc"/>', '<add token="***"/>'),
        ('<add credential="abc"/>', '<add credential="***"/>'),
        ('<p sessionKey="AAA"/>', '<p sessionKey="***"/>'),
        ('<a b="secret: abc" c="d"/>', '<a b="secret: ***" c="d"/>'),
        ('<a b="x api_key=abc;y" c="d"/>', '<a b="x api_key=***;y" c="d"/>'),
        ('<a b="Password=it\'s;x=1"/>', '<a b="Password=****;x=1"/>'),
        ('<a b="Password=&quot;a;b&quot;;x=1"/>', '<a b="Password=***************;x=1"/>'),
        ('<a b="Password=a&amp;b;x=1"/>', '<a b="Password=*******;x=1"/>'),
        ('<a b="[enc:Aes:ab]X:enc]" c="1"/>', '<a b="******************" c="1"/>'),
        ('<!-- <x password="a"/> --> <b/>', '<!-- <x password="*"/> --> <b/>'),
        ("<!-- password=abc --><a/>", "<!-- password=****--><a/>"),
        ('<site name="secrets" id="2"/>', '<site name="secrets" id="2"/>'),
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


SECRET = "Tr0ub4"


@pytest.mark.parametrize(
    "text",
    [
        '<v path="/" userName="svc" password="Tr0ub4<dor&3" />',
        '<v password="<Tr0ub4" />',
        '<v password "Tr0ub4"/>',
        '<v password:"Tr0ub4"/>',
        '<v password=="Tr0ub4"/>',
        '<v password="a" Tr0ub4"/>',
        '<v password="a"/Tr0ub4"/>',
        '<v password="x<!--Tr0ub4-->"/>',
        '<v a="[enc:Aes:ab]Tr0ub4:enc]"/>',
        '<v a="[enc:Aes:ab\'Tr0ub4:enc]"/>',
        '<v password=\n"Tr0ub4<"/>',
        '<v password="x\n<Tr0ub4" b="c"/>',
        '<v password="a"b\nTr0ub4"/>',
        '<add value="Tr0ub4<" key="connection"/>',
        '<add key="connection" x<y value="Tr0ub4"/>',
        "<v api_key: Tr0ub4 <",
        "<password>Tr0ub4</passwort>",
        "<v sessionKey='Tr0ub4' <",
    ],
)
def test_nothing_is_shown_behind_the_name_of_a_secret_in_a_broken_file(text: str) -> None:
    shown = redacted(text, broken=True)
    assert SECRET not in shown and "dor" not in shown
    assert [len(line) for line in shown.split("\n")] == [len(line) for line in text.split("\n")]
    source = decode("x", f"<a>\n  <b c='d'/>\n{text}\n<e f='g'/>".encode()).source
    lines = SourceLines(source, broken=True)
    assert not any(SECRET in (lines.line(number) or "") for number in range(1, 9))
    assert lines.line(2) == "  <b c='d'/>"
    assert lines.line(4 + text.count("\n")) == "<e f='g'/>" or '"' in text.split("\n")[-1]


PIECES = st.lists(
    st.sampled_from(["<", ">", '"', "'", "&", "/", "=", " ", "\n ", "!--", "x", ";", "[enc:", ":enc]"]), max_size=5
)


@given(
    PIECES,
    PIECES,
    st.sampled_from(["password", "pwd", "apiKey", "clientSecret", "accessToken"]),
    st.sampled_from("\"'"),
)
def test_a_value_on_one_line_is_hidden_whatever_is_in_it(
    before: list[str], after: list[str], name: str, quote: str
) -> None:
    value = "".join([*before, SECRET, *after]).replace("\n", "")
    text = f"<a b='c' {name}={quote}{value}{quote} d='e'/>\n<f/>"
    assert SECRET not in redacted(text, broken=True)


@given(PIECES, PIECES, st.sampled_from(["password", "pwd", "api_key", "secret"]))
def test_no_part_of_a_value_is_shown_behind_a_name(before: list[str], after: list[str], name: str) -> None:
    part = "".join([*before, SECRET, *after]).replace("\n", "").replace(";", "").strip("\"' ")
    assert SECRET not in redacted_value(f"Server=s;{name}={part};Database=d")


HOSTILE = {
    "keys": lambda n: '<a b="' + "key='' " * n + '"/>',
    "one long name": lambda n: '<a b="' + "secret" * n + '"/>',
    "words in a comment": lambda n: "<!-- " + "secret " * n + "-->",
    "names in a comment": lambda n: "<!-- " + "secret= " * n + "-->",
    "parts": lambda n: '<a b="' + "password=&amp;;" * n + '"/>',
    "open references": lambda n: '<a b="' + "password=&" * n + '"/>',
    "attributes": lambda n: "<a " + "".join(f"b{i}='secret' " for i in range(n)) + "/>",
    "lines": lambda n: "<a>" + "secret\n" * n,
    "open tags": lambda n: "<secret " * n,
    "tags": lambda n: "<secret>" * n,
    "quotes": lambda n: 'password="' * n,
    "tokens": lambda n: "[enc:" * n,
    "values": lambda n: "value\n" * n + "key",
}


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_work_grows_with_the_text(text, broken: bool) -> None:  # type: ignore[no-untyped-def]
    assert grows_evenly(lambda count: lambda: redacted(text(count), broken=broken), 200)


@pytest.mark.parametrize("broken", [False, True])
def test_no_character_of_a_hostile_text_is_read_again_and_again(broken: bool) -> None:
    """What steps do not count: a search that starts anew at each sign. These take 60 seconds if it does."""
    for text in HOSTILE.values():
        assert len(redacted(text(20_000), broken=broken)) == len(text(20_000))


def test_a_file_of_line_ends_needs_no_memory_for_each() -> None:
    source = decode("x", b"<a>" + b"\n" * 1_000_000 + b"<b/></a>").source
    tracemalloc.start()
    try:
        assert SourceLines(source).line(1_000_001) == "<b/></a>"
        assert (
            tracemalloc.get_traced_memory()[1] < 3_000_000
        )  # a copy of the text is 1 MB, a number for each line was 40 MB
    finally:
        tracemalloc.stop()


@given(st.lists(st.sampled_from(["\n", "a", "\r\n", "x" * 1500, "\n" * 1500]), max_size=8).map("".join))
def test_every_line_is_found(text: str) -> None:
    lines = SourceLines(decode("x", text.encode()).source)
    expected = [line.rstrip("\r") for line in text.split("\n")]
    told = [number for number, line in enumerate([*expected, None], 1) if line is None or line or number % 97 == 1]
    assert [lines.line(number) for number in told] == [[*expected, None][number - 1] for number in told]
