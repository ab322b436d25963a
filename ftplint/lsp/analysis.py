"""What ftplint makes of one state of a document: the analysed file, its findings, or why there are none."""

from __future__ import annotations

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
    """``report`` is None where ``error`` says why. ``seconds`` is how long it took."""

    def __init__(self, document: Document, projects: Projects) -> None:
        """Never raises but for a bug."""
        begun = perf_counter()
        self.uri = document.uri
        self.path = document.path
        self.version = document.version
        self.text: Text = document.text
        self.data = document.data()
        self.project: Project | None = None
        self.report: FileReport | None = None
        self.error = ""
        try:
            self.project = project = projects.of(document.path, is_file=document.is_file)
        except (FtplintError, OSError) as error:
            self.error = str(error)
            self.parsed: ParsedFile = analyse(self.path, self.data)
        else:
            settings = project.settings
            self.parsed = analyse(self.path, self.data, settings.version, settings.outside)
            self.report = lint_parsed(self.path, self.parsed, project.rules, settings).report
        self.seconds = perf_counter() - begun

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings to show. An editor opens web.config for other reasons: that ftplint reads none is not said."""
        found = () if self.report is None else self.report.findings
        if PurePath(self.path).name.lower() == _NAME:
            return found
        return tuple(finding for finding in found if finding.name != _OTHER)

    @cached_property
    def tree(self) -> Tree:
        """The elements of the text with what they mean, as far as it is well-formed."""
        return Tree(self.text.content, self.parsed)

    @cached_property
    def rules(self) -> dict[str, RuleInfo]:
        """What reports say of the rules, by id."""
        if self.project is None:
            return {}
        return {rule.id: rule for rule in report((), self.project.rules.chosen, self.project.settings).rules}
