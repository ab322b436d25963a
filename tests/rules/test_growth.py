"""Four times the sites are about four times the work, also where all of them share one endpoint: counted, not timed.

Rules on one site see a document of that site; how often each is asked is counted. Rules on the whole server are XPath over
all sites: elementpath, which is Python, evaluates them so that the steps can be counted. `make bench` measures both.
"""

from __future__ import annotations

from functools import cache

import pytest
from elementpath import XPath1Parser, XPathContext, get_node_tree
from lxml import etree

from ftplint.analysis import analyse
from ftplint.judging import judge, server_xml
from ftplint.rules import Context, Rule, load_rules
from tests.counting import Work, growth

SITE = (
    '<site name="s{n}" id="{n}"><bindings><binding protocol="ftp" bindingInformation="{address}:21:{host}"/></bindings>'
    '<ftpServer><security><ssl serverCertHash="{n:040x}" serverCertStoreName="S{n}"/><authentication>'
    '<clientCertAuthentication enabled="true"/></authentication></security></ftpServer></site>'
)


def server(count: int, *, named: bool) -> bytes:
    sites = (
        SITE.format(
            n=n,
            address="*" if named else f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}",
            host=f"h{n}.example.com" if named and n > 1 else "",
        )
        for n in range(1, count + 1)
    )
    return f"<configuration><system.applicationHost><sites>{''.join(sites)}</sites></system.applicationHost></configuration>".encode()


@cache
def document(count: int, named: bool) -> etree._Element:
    """The effective document of *count* sites."""
    configuration = analyse("x", server(count, named=named)).configuration
    assert configuration is not None
    return etree.fromstring("".join(server_xml(configuration, (), configuration.ftp_sites)))


RULES = load_rules()
BOTH = pytest.mark.parametrize("named", [True, False], ids=["one endpoint", "an address each"])


def contexts(rule: Rule) -> list[Context]:
    """Where *rule* looks at the endpoints of all sites."""
    part = rule.part("server")
    found = [context for pattern in part.patterns for context in pattern.contexts] if part is not None else []
    return [context for context in found if context.context.startswith("/server/port")]


def broken(rule: Rule, root: etree._Element) -> int:
    """How many nodes break *rule*, by elementpath."""
    tree = get_node_tree(root)
    found = 0
    for context in contexts(rule):
        for node in XPath1Parser().parse(context.context).select(XPathContext(tree)):
            variables = {
                name: XPath1Parser().parse(value.text).get_results(XPathContext(tree, item=node))
                for name, value in context.lets
            }
            for test in context.tests:
                judged = XPathContext(tree, item=node, variables=variables)
                found += bool(XPath1Parser().parse(test.violation).get_results(judged))
    return found


@BOTH
@pytest.mark.parametrize("rule", [rule for rule in RULES if contexts(rule)], ids=lambda rule: rule.id)
def test_no_rule_on_endpoints_is_quadratic_in_sites(rule: Rule, named: bool) -> None:
    def work(count: int) -> Work:
        root = document(count, named)
        return lambda: broken(rule, root)

    assert growth(work, 10) < 3


@BOTH
def test_judging_is_not_quadratic_in_sites(named: bool) -> None:
    """Every site is unlike the others, so nothing is judged once for all."""

    def work(count: int) -> Work:
        parsed = analyse("x", server(count, named=named))
        return lambda: judge(parsed, RULES)

    assert growth(work, 100) < 3
