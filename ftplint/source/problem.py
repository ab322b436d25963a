"""What is wrong with a file as such: a problem, its kind, facts and place. Rules FTP0xx put them into words."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ftplint.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ftplint.source.place import Place


class Stops(Enum):
    """What IIS cannot read because of a mistake (iis-config-system section 5)."""

    NOTHING = "nothing"
    SECTION = "section"
    SITES = "sites"
    """The section of all sites, web and FTP."""
    FILE = "file"


class Meant(NamedTuple):
    """What a mistake keeps from being read: settings, as findings name them, of one site; None for all sites."""

    settings: tuple[str, ...]
    site: str | None


class Problem(NamedTuple):
    """One mistake in a file. ``kind`` is the name of the rule that reports it (``attribute-unknown``).

    ``facts`` become the attributes of a ``problem`` element in the effective document, from which the rule takes
    its message. Names in use: element, attribute, value, permitted, expected, reason, section, path, hint
    (a whole sentence or nothing), fact (what was seen on the server, a sentence that says where from). Never a secret.
    ``stopped`` is the section where ``stops`` is ``SECTION``. ``meant``
    is what is not read because of it, where that is known.
    """

    kind: str
    place: Place
    facts: Mapping[str, str] = {}
    site: str | None = None
    setting: str | None = None
    related: tuple[tuple[Place, str], ...] = ()
    stops: Stops = Stops.NOTHING
    stopped: str = ""
    meant: Meant | None = None

    @property
    def stops_all_sites(self) -> bool:
        """Whether no site of the server works before this is put right."""
        return self.stops in (Stops.SITES, Stops.FILE)
