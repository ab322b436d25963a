"""configSections: which sections a file registers, and with which limits (iis-config-system sections 1.1, 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftplint.source import Place, Problem, Stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


class Registrations:
    """The registered sections by path. A file without configSections (a part of one) registers everything."""

    __slots__ = ("groups", "known", "problems", "sections")

    def __init__(self, known: bool) -> None:
        self.known = known
        self.sections: dict[str, _Element] = {}
        self.groups: set[str] = set()
        """The paths of the section groups."""
        self.problems: list[Problem] = []

    @classmethod
    def read(cls, root: _Element) -> Registrations:
        """The registrations of the file below *root*, and the mistakes in them."""
        found = list(root.iterchildren("configSections"))
        registrations = cls(bool(found))
        children = list(root.iterchildren("*"))
        for element in found:
            if element is not children[0]:
                reason = (
                    "a second configSections; only one is allowed"
                    if element is not found[0]
                    else "configSections must be the first child element of configuration"
                )
                facts = {"element": "configSections", "reason": reason}
                other = found[0] if element is not found[0] else children[0]
                related = (
                    (
                        Place.of_tag(other),
                        "the first child element of the file" if other is children[0] else "the first one",
                    ),
                )
                registrations.problems.append(
                    Problem(
                        "config-sections-misplaced", Place.of_tag(element), facts, related=related, stops=Stops.FILE
                    )
                )
            registrations._add(element)
        return registrations

    def _add(self, config_sections: _Element) -> None:
        for path, element in self._entries(config_sections, ""):
            first = self.sections.get(path)
            if first is None:
                self.sections[path] = element
                continue
            related = ((Place.of_tag(first), "registered here already"),)
            facts = {"section": path, "element": "section"}
            place = Place.of_tag(element)
            self.problems.append(Problem("section-registered-twice", place, facts, related=related, stops=Stops.FILE))

    @property
    def tops(self) -> tuple[str, ...]:
        """The names that may stand directly below ``configuration``."""
        return tuple(dict.fromkeys(path.partition("/")[0] for path in (*self.sections, *sorted(self.groups))))

    def registers(self, section: str) -> bool:
        """Whether content for the section *section* has a registration."""
        return not self.known or section in self.sections

    def registers_ftp(self) -> bool:
        """Whether the FTP service can exist on this server.

        Without FTP the whole group is absent from configSections (section 1.2; IIS Express never has it, section
        6.5), so FTP bindings are dead letters there.
        """
        return not self.known or any(path.startswith("system.ftpServer/") for path in self.sections)

    def allows_location(self, section: str) -> bool:
        """Whether *section* may stand inside a location. allowLocation is text, not a boolean type."""
        element = self.sections.get(section)
        return element is None or element.get("allowLocation", "true").lower() != "false"

    def _entries(self, group: _Element, prefix: str) -> Iterator[tuple[str, _Element]]:
        """The ``section`` elements below *group* with their full paths, in document order."""
        for element in group.iterchildren("section", "sectionGroup"):
            name = element.get("name")
            if not name:
                continue
            path = f"{prefix}/{name}" if prefix else name
            if element.tag == "section":
                yield path, element
            else:
                self.groups.add(path)
                yield from self._entries(element, path)
