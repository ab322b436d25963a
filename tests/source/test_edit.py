"""Edits touch nothing but what was asked for, in every style of file, and look like what is around them."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ftplint.source.edit import Editor, NotEditableError, Replacement, Wanted, apply
from ftplint.source.parsing import parse
from ftplint.source.read import Source, decode
from ftplint.source.tags import Places
from tests.counting import Work, growth

ORDER = {
    "site": ("bindings", "limits", "ftpServer"),
    "ftpServer": ("connections", "security", "logFile"),
    "security": ("ssl", "sslClientCertificates", "authentication"),
}


def opened(data: bytes) -> tuple[Source, etree._Element]:
    source = decode("x", data).source
    root = parse(source).root
    assert root is not None
    return source, root


def at(node: Wanted, path: str) -> Wanted:
    for name in path.split("/"):
        node = node.child(name)
    return node


def edits(data: bytes, *settings: tuple[str, str, str]) -> list[Replacement]:
    """The edits that give ``settings`` (path below the root, attribute, value)."""
    source, root = opened(data)
    top = Wanted()
    for path, attribute, value in settings:
        (at(top, path) if path else top).attributes[attribute] = value
    return Editor(source, root, lambda path: ORDER.get(path[-1], ())).replacements({root: top})


def edited(text: str, *settings: tuple[str, str, str]) -> str:
    data = text.encode()
    new = apply(opened(data)[0], edits(data, *settings))
    check(data, edits(data, *settings), new, settings)
    return new.decode()


def check(data: bytes, made: list[Replacement], new: bytes, settings: tuple[tuple[str, str, str], ...]) -> None:
    """Taking the edits back gives the old bytes; the result is well-formed, means what was wanted, and is final."""
    source, after = opened(data)[0], opened(new)
    back, shift = after[0].text, 0
    for edit in made:
        start = edit.start + shift
        if after[0].encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert back[start : start + len(edit.text)] == edit.text
            back = back[:start] + source.text[edit.start : edit.end] + back[start + len(edit.text) :]
            shift += 0
    assert after[0].bom == source.bom and after[0].encoding == source.encoding
    if after[0].encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert source.bom + back.encode(source.encoding) == data
    for path, attribute, value in settings:
        node = after[1].find(path) if path else after[1]
        assert node is not None and node.get(attribute) == value
    assert [node.text for node in after[1].iter(etree.Comment)] == [
        node.text for node in opened(data)[1].iter(etree.Comment)
    ]
    assert edits(new, *settings) == []


SSL = ("security/ssl", "controlChannelPolicy", "SslRequire")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # a value, and nothing else; its quotes stay
        ("<f><security><ssl controlChannelPolicy = 'x'  /></security></f>", "<f><security><ssl controlChannelPolicy = 'SslRequire'  /></security></f>"),
        # an attribute, with the quotes and the white space of the one before
        ("<f><security><ssl a='1'/></security></f>", "<f><security><ssl a='1' controlChannelPolicy='SslRequire'/></security></f>"),
        ('<f><security>\n<ssl\n\ta="1"\n\tb="2"\n/></security></f>', '<f><security>\n<ssl\n\ta="1"\n\tb="2"\n\tcontrolChannelPolicy="SslRequire"\n/></security></f>'),
        ("<f><security><ssl/></security></f>", '<f><security><ssl controlChannelPolicy="SslRequire"/></security></f>'),
        ("<f><security><ssl></ssl></security></f>", '<f><security><ssl controlChannelPolicy="SslRequire"></ssl></security></f>'),
        # everything on one line
        ("<f a='1'><security/></f>", "<f a='1'><security><ssl controlChannelPolicy='SslRequire'/></security></f>"),
        ("<f/>", '<f><security><ssl controlChannelPolicy="SslRequire"/></security></f>'),
        ("<f></f>", '<f><security><ssl controlChannelPolicy="SslRequire" /></security></f>'),
        ("<f><security><authentication/></security></f>", '<f><security><ssl controlChannelPolicy="SslRequire"/><authentication/></security></f>'),
        # indentation with tabs, blanks, none at all
        ("<f>\n\t<security />\n</f>\n", '<f>\n\t<security>\n\t\t<ssl controlChannelPolicy="SslRequire" />\n\t</security>\n</f>\n'),
        ("<f>\n  <security>\n  </security>\n</f>\n", '<f>\n  <security>\n    <ssl controlChannelPolicy="SslRequire" />\n  </security>\n</f>\n'),
        ("<f>\n<security>\n<a/>\n</security>\n</f>", '<f>\n<security>\n<a/>\n<ssl controlChannelPolicy="SslRequire"/>\n</security>\n</f>'),
        ("<f>\r\n <security>\r\n </security>\r\n</f>", '<f>\r\n <security>\r\n  <ssl controlChannelPolicy="SslRequire" />\r\n </security>\r\n</f>'),
        # order of the schema
        ("<security>\n  <authentication />\n</security>".join(("<f>\n", "\n</f>")), '<f>\n<security>\n  <ssl controlChannelPolicy="SslRequire" />\n  <authentication />\n</security>\n</f>'),
        # comments stay with what they are about
        ("<f>\n <security> <!-- of security -->\n  <!-- of a -->\n  <authentication/>\n </security>\n</f>", '<f>\n <security> <!-- of security -->\n  <ssl controlChannelPolicy="SslRequire"/>\n  <!-- of a -->\n  <authentication/>\n </security>\n</f>'),
        ("<f>\n <security>\n  <x/><!-- of x --> <!-- too -->\n </security>\n</f>", '<f>\n <security>\n  <x/><!-- of x --> <!-- too -->\n  <ssl controlChannelPolicy="SslRequire"/>\n </security>\n</f>'),
        ("<f><security><x/><!-- of x --></security></f>", '<f><security><x/><!-- of x --><ssl controlChannelPolicy="SslRequire"/></security></f>'),
        ("<f>\n <security></security>\n</f>", '<f>\n <security>\n  <ssl controlChannelPolicy="SslRequire" />\n </security>\n</f>'),
        # line ends of two kinds: those of most lines
        ("<f>\r\n <security>\n </security>\n</f>\n", '<f>\r\n <security>\n  <ssl controlChannelPolicy="SslRequire" />\n </security>\n</f>\n'),
        ("<f>\n <security>\r\n </security>\r\n</f>\r\n", '<f>\n <security>\r\n  <ssl controlChannelPolicy="SslRequire" />\r\n </security>\r\n</f>\r\n'),
        # what looks like markup
        ("<f><!-- <security><ssl a='>'/> --><?p <security> ?><![CDATA[<security>]]><security x='>'/></f>", "<f><!-- <security><ssl a='>'/> --><?p <security> ?><![CDATA[<security>]]><security x='>'><ssl controlChannelPolicy='SslRequire'/></security></f>"),
        # of two groups of a name, the one that holds the section
        ("<f><security><x/></security><security><ssl/></security></f>", '<f><security><x/></security><security><ssl controlChannelPolicy="SslRequire"/></security></f>'),
    ],
)  # fmt: skip
def test_in_the_style_of_the_surroundings(old: str, new: str) -> None:
    data = old.encode()
    result = apply(opened(data)[0], edits(data, SSL))
    assert result.decode() == new
    assert edits(result, SSL) == [] or old.count("<security>") > 1


def test_several_ancestors_and_several_settings_at_once() -> None:
    old = '<site name="a">\n    <bindings />\n</site>'
    new = edited(
        old,
        ("ftpServer/security/authentication/basicAuthentication", "enabled", "true"),
        ("ftpServer/security/ssl", "serverCertHash", "A"),
        ("ftpServer/security/ssl", "ssl128", "true"),
        ("ftpServer", "serverAutoStart", "true"),
        ("", "id", "1"),
    )
    assert new == (
        '<site name="a" id="1">\n    <bindings />\n    <ftpServer serverAutoStart="true">\n        <security>\n'
        '            <ssl serverCertHash="A" ssl128="true" />\n            <authentication>\n'
        '                <basicAuthentication enabled="true" />\n            </authentication>\n'
        "        </security>\n    </ftpServer>\n</site>"
    )


def test_an_element_asked_for_twice_is_edited_once() -> None:
    source, root = opened(b"<f><security/></f>")
    top, own = Wanted(), Wanted()
    at(top, "security/ssl").attributes["a"] = "1"
    own.attributes["b"] = "2"
    own.child("ssl").attributes["a"] = "1"
    found = Editor(source, root, lambda _: ()).replacements({root: top, root[0]: own})
    assert apply(source, found) == b'<f><security b="2"><ssl a="1"/></security></f>'


@pytest.mark.parametrize(
    ("encoding", "declared", "mark"),
    [
        ("utf-8", "utf-8", b""),
        ("utf-8", "UTF-8", b"\xef\xbb\xbf"),
        ("utf-16-le", "utf-16", b"\xff\xfe"),
        ("utf-16-be", "UTF-16", b"\xfe\xff"),
        ("windows-1252", "windows-1252", b""),
        ("shift_jis", "shift_jis", b""),
        ("iso-8859-1", "iso-8859-1", b""),
    ],
)
def test_encodings_and_marks_stay(encoding: str, declared: str, mark: bytes) -> None:
    letters = "テスト" if encoding == "shift_jis" else "größe"
    text = f"<?xml version='1.0' encoding='{declared}'?>\r\n<f n='{letters}'>\r\n\t<!-- {letters} -->\r\n\t<a v='&#228;&amp;&lt;&quot;' />\r\n</f>\r\n"
    data = mark + text.encode(encoding)
    made = edits(data, ("a", "v", "ж–\"'&<>\t\n"), ("b/c", "v", "1"))
    new = apply(opened(data)[0], made)
    check(data, made, new, (("a", "v", "ж–\"'&<>\t\n"), ("b/c", "v", "1")))
    head = mark + text[: text.index("&#228;")].encode(encoding)
    assert new.startswith(head) and new.endswith("\r\n</f>\r\n".encode(encoding))


def test_an_encoding_that_would_not_come_back_is_refused() -> None:
    data = "<?xml version='1.0' encoding='utf-7'?><f n='+AOQ-x+AOQ-'/>".encode("ascii").replace(b"+AOQ-x", b"+AOQAeA-")
    source, root = opened(data)
    assert apply(source, []) == data
    with pytest.raises(NotEditableError, match="byte for byte"):
        apply(source, Editor(source, root, lambda _: ()).replacements({root: at_top("v", "1")}))


def at_top(attribute: str, value: str) -> Wanted:
    top = Wanted()
    top.attributes[attribute] = value
    return top


NAMES = ("security", "ssl", "sslClientCertificates", "authentication", "a", "site")
texts = st.text(st.sampled_from("aÄ <&>'\"\t\n😀"), max_size=5)
blank = st.sampled_from(
    ["", " ", "\n", "\r\n", "\n\t", "\r\n    ", "\n  \n", "<!-- <a> ' -->", "\n<!--x-->\n", "<?p <b ?>", "\t<!-- y -->"]
)


@st.composite
def element(draw: st.DrawFn, depth: int = 0, name: str = "f") -> str:
    start = f"<{name}"
    for attribute in draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=2)):
        quote, value = draw(st.sampled_from("'\"")), draw(texts)
        shown = value.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;").replace("\t", "&#x9;")
        shown = shown.replace(quote, "&quot;" if quote == '"' else "&apos;")
        start += f"{draw(st.sampled_from([' ', '  ', chr(10), chr(10) + chr(9)]))}{attribute}{draw(st.sampled_from(['=', ' = ']))}{quote}{shown}{quote}"
    tail = draw(st.sampled_from(["", " ", "\n"]))
    children = [] if depth > 3 else draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    if not children and draw(st.booleans()):
        return f"{start}{tail}/>"
    inside = "".join(draw(blank) + draw(element(depth + 1, child)) for child in children)
    if draw(st.integers(0, 5)) == 0:
        inside += "<![CDATA[<a b='c'>]]>"
    return f"{start}{tail}>{inside}{draw(blank)}</{name}{draw(st.sampled_from(['', ' ']))}>"


paths = st.lists(st.sampled_from(NAMES), max_size=4).map("/".join)
wishes = st.lists(st.tuples(paths, st.sampled_from("abcd"), texts), max_size=5, unique_by=lambda wish: wish[:2])


@given(
    blank,
    element(),
    blank,
    wishes,
    st.sampled_from([("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")]),
)
def test_any_text_and_any_wish(
    before: str, text: str, after: str, wanted: list[tuple[str, str, str]], how: tuple[str, bytes]
) -> None:
    data = how[1] + (before + text + after).encode(how[0])
    made = edits(data, *wanted)
    for one, other in pairwise(made):
        assert one.end <= other.start, "they overlap"
    new = apply(opened(data)[0], made)
    check(data, made, new, tuple(wanted))
    # apart from what was wished for, nothing is gone and nothing has moved
    old_tree, new_tree = opened(data)[1], opened(new)[1]
    asked = {(path, attribute) for path, attribute, _ in wanted}
    assert _bare(new_tree, asked, old_tree, "") == _bare(old_tree, asked, old_tree, "")


def _bare(node: etree._Element, asked: set[tuple[str, str]], old: etree._Element | None, path: str) -> object:
    """*node* without attributes asked for and without elements that *old* lacks."""
    attributes = {name: value for name, value in node.attrib.items() if (path, name) not in asked}
    inside = []
    for child in node.iterchildren("*"):
        below = None if old is None else old.find(child.tag)
        if below is not None:
            inside.append(_bare(child, asked, below, f"{path}/{child.tag}".lstrip("/")))
    return node.tag, attributes, inside


@given(element(), st.randoms(use_true_random=False))
def test_tags_are_where_they_are(text: str, random: Random) -> None:
    root = etree.fromstring(text)
    places = Places(text, root)
    assert [node for node, _ in places.starts()] == list(root.iter("*"))
    nodes = list(root.iter("*"))
    random.shuffle(nodes)
    for node in nodes:
        place = places[node]
        assert text.startswith(f"<{node.tag}", place.start)
        assert text[place.end - 1] == ">" and text[place.inner - 1] == ">"
        again = etree.fromstring(text[place.start : place.end])
        written = [etree.tostring(one, method="c14n", with_tail=False) for one in (again, node)]
        assert written[0] == written[1]
        assert place.alone == (text[place.start : place.end].endswith("/>") and place.inner == place.end)


def test_an_edit_costs_the_same_in_large_files_as_in_small_ones() -> None:
    """An edit in each site. Counted, not timed; `make bench` measures ten thousand sites."""

    def work(count: int) -> Work:
        sites = "".join(f'\n  <site name="s{n}">\n    <ftpServer />\n  </site>' for n in range(count))
        source, root = opened(f"<f>{sites}\n</f>".encode())
        wanted = {}
        for site in root:
            wanted[site] = Wanted()
            at(wanted[site], "ftpServer/security/ssl").attributes["a"] = "1"
        return lambda: Editor(source, root, lambda _: ()).replacements(wanted)

    assert len(work(100)()) == 100
    assert growth(work, 200) < 2.5
