"""What ftplint makes of one state of a document: the analysed file, its findings, or why there are none.

Everything is made when it is first asked for, in the thread of the schedule: completion needs no findings.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from pathlib import PurePath
from time import perf_counter
from typing import TYPE_CHECKING

from ftplint.analysis import ParsedFile, analyse
from ftplint.api import lint_parsed, report
from ftplint.errors import FtplintError
from ftplint.lsp.tree import Tree

if TYPE_CHECKING:
    from ftplint.judging import FileReport, Finding, RuleInfo
    from ftplint.lsp.document import Document
    from ftplint.lsp.project import Project, Projects
    from ftplint.lsp.text import Text

_NAME = "applicationhost.config"
_OTHER = "other-file-given"


class Analysis:
    """Of the text that *document* has now. ``seconds`` is how long the check took; 0 before it."""

    def __init__(self, document: Document, projects: Projects) -> None:
        self._document = document
        self._state = copy(document)
        self._projects = projects
        self.uri = document.uri
        self.path = document.path
        self.version = document.version
        self.text: Text = document.text
        self.seconds = 0.0

    @property
    def outdated(self) -> bool:
        """Whether the editor has another text by now."""
        return self._document.text is not self.text

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file if it were saved."""
        return self._state.data()

    @cached_property
    def _judged_by(self) -> Project | str:
        """The rules and settings, or why they cannot be used."""
        try:
            return self._projects.of(self.path, is_file=self._state.is_file)
        except (FtplintError, OSError) as error:
            return str(error)

    @property
    def project(self) -> Project | None:
        """What the file is judged by; None where ``error`` says why not."""
        return None if isinstance(self._judged_by, str) else self._judged_by

    @property
    def error(self) -> str:
        """Why nothing can be judged; empty where it can."""
        return self._judged_by if isinstance(self._judged_by, str) else ""

    @cached_property
    def parsed(self) -> ParsedFile:
        """The file as far as it can be understood."""
        if self.project is None:
            return analyse(self.path, self.data)
        return analyse(self.path, self.data, self.project.settings.version, self.project.settings.outside)

    @cached_property
    def _report(self) -> FileReport | None:
        begun = perf_counter()
        project = self.project
        found = None
        if project is not None:
            found = lint_parsed(self.path, self.parsed, project.rules, project.settings).report
        self.seconds = perf_counter() - begun
        return found

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings to show. An editor opens web.config for other reasons: that ftplint reads none is not said."""
        found = () if self._report is None else self._report.findings
        if PurePath(self.path).name.lower() == _NAME:
            return found
        return tuple(finding for finding in found if finding.name != _OTHER)

    @cached_property
    def tree(self) -> Tree:
        """The elements of the text with what they mean, as far as it is well-formed."""
        return Tree(self.text.content, lambda: self.parsed)

    @cached_property
    def rules(self) -> dict[str, RuleInfo]:
        """What reports say of the rules, by id."""
        if self.project is None:
            return {}
        return {rule.id: rule for rule in report((), self.project.rules.chosen, self.project.settings).rules}
