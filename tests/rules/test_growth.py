"""Four times the sites take about four times as long, also where all of them share one endpoint."""

from __future__ import annotations

import time

import pytest

from ftplint.analysis import understand
from ftplint.judging.evaluate import judge
from ftplint.rules.load import load_rules

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


def seconds(data: bytes) -> float:
    """Of this process, the best of two runs."""
    rules = load_rules()
    taken = []
    for _ in range(2):
        start = time.process_time()
        judge(understand("x", data), rules)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("named", [True, False], ids=["one endpoint", "an address each"])
def test_no_rule_is_quadratic_in_sites(named: bool) -> None:
    small, large = seconds(server(1000, named=named)), seconds(server(4000, named=named))
    assert large < 8 * small, f"{small:.2f} s for 1,000 sites, {large:.2f} s for 4,000"
