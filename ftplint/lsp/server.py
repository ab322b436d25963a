"""The language server: documents come and go, findings are shown, and each feature is asked for its answer."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcContentModified, JsonRpcInternalError, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from ftplint import __version__
from ftplint.errors import FtplintError
from ftplint.lsp.features.diagnostics import diagnostics
from ftplint.lsp.protocol import Protocol
from ftplint.lsp.schedule import OutdatedError, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from ftplint.lsp.analysis import Analysis
    from ftplint.lsp.document import Document
    from ftplint.lsp.project import Projects

_CHANGED = "the text changed in the meantime; ask again"


class Server(LanguageServer):
    """``documents`` are those that are open, by URI. What the client can do is known after ``initialize``."""

    def __init__(self, projects: Projects) -> None:
        super().__init__("ftplint", __version__, protocol_cls=Protocol)
        self.projects = projects
        self.documents: dict[str, Document] = {}
        self.schedule = Schedule(projects, self._made, self._show, self._failed)
        self.was_shut_down = False
        self.options: dict[str, Any] = {}
        """What the client sent as ``initializationOptions``."""

    @property
    def client_capabilities(self) -> types.ClientCapabilities:
        """What the client can do; nothing, before it has said it."""
        known: types.ClientCapabilities | None = getattr(self.protocol, "client_capabilities", None)
        return known or types.ClientCapabilities()

    def document(self, uri: str) -> Document:
        """The open document at *uri*. Raises JsonRpcInvalidParams."""
        found = self.documents.get(uri)
        if found is None:
            raise JsonRpcInvalidParams(f"the document {uri} is not open")
        return found

    async def answer(self, uri: str, feature: Callable[[Analysis], Any]) -> Any:
        """What *feature* makes of the text in the editor. What it cannot do is said to the user.

        Raises JsonRpcContentModified if the text is another one before the answer is there.
        """
        analysis = self.schedule.of(self.document(uri))
        try:
            made = await self.schedule.work(feature, analysis)
        except OutdatedError:
            raise JsonRpcContentModified(_CHANGED) from None
        except (FtplintError, OSError) as error:
            self.say(f"ftplint: {error}", types.MessageType.Warning)
            return None
        except Exception as error:
            raise JsonRpcInternalError(self._bug(error)) from error
        if analysis.outdated:
            raise JsonRpcContentModified(_CHANGED)
        return made

    def say(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Shows *message* to the user."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Says that a message was not understood; an answer to a request says so itself."""
        if source is not FeatureRequestError:
            self.say(f"ftplint: a message of the editor was not understood: {error}", types.MessageType.Error)

    def judge_anew(self) -> None:
        """Judges all open documents again: what they are judged by may have changed."""
        for document in self.documents.values():
            self.schedule.forget(document.uri)
            document.look()
            self.schedule.soon(document, at_once=True)

    def _made(self, analysis: Analysis) -> list[types.Diagnostic]:
        abilities = self.client_capabilities.text_document
        wanted = None if abilities is None else abilities.publish_diagnostics
        return diagnostics(analysis, related=wanted is not None and bool(wanted.related_information))

    def _show(self, analysis: Analysis, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(analysis.uri, found, version=analysis.version)
        )

    def _failed(self, error: Exception) -> None:
        self.say(f"ftplint: {self._bug(error)}", types.MessageType.Error)

    @staticmethod
    def _bug(error: Exception) -> str:
        if isinstance(error, MemoryError):
            return "out of memory: the file is too large to be checked while it is edited"
        logging.getLogger("ftplint.lsp").error("a bug in ftplint", exc_info=error)
        return f"a bug in ftplint ({type(error).__name__}: {error}); its output has the details"


def serve(server: Server) -> int:
    """Speaks with the client on standard input and output until it ends; returns the exit code of the protocol."""
    from ftplint.lsp.protocol import Input

    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="ftplint: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write between the messages
    server.start_io(Input(sys.stdin.buffer), output)  # type: ignore[arg-type]
    server.schedule.close()
    return 0 if server.was_shut_down else 1
