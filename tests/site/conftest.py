"""The browser of the tests of the page, for the site."""

from tests.report.conftest import browser

__all__ = ["browser"]
