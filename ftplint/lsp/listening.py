"""What the server hears of documents, folders and files: opened, typed in, saved, closed, changed by others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from ftplint.lsp.document import Document, path_of

if TYPE_CHECKING:
    from ftplint.lsp.server import Server

_WATCHED = ("ftplint.toml", "pyproject.toml", "*.sch", "administration.config", "redirection.config")
"""The files on disk whose change makes other findings."""


def listen(server: Server) -> None:
    """Registers what is heard of documents and of the files around them."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
        uris = [folder.uri for folder in params.workspace_folders or []] or [params.root_uri or ""]
        server.projects.folders = [Path(path) for uri in uris if (path := path_of(uri))]

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watches = None if workspace is None else workspace.did_change_watched_files
        if watches is None or not watches.dynamic_registration:
            return
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        one = types.Registration("ftplint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([one]))

    @server.feature(types.SHUTDOWN)
    def shutdown(*_: object) -> None:
        server.was_shut_down = True

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = Document(params.text_document)
        server.schedule.forget(document.uri)
        server.documents[document.uri] = document
        server.schedule.soon(document, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = server.document(params.text_document.uri)
        document.change(params.content_changes, params.text_document.version)
        server.schedule.soon(document)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        server.judge_anew()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.documents.pop(params.text_document.uri, None)
        server.schedule.forget(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_: types.DidChangeWatchedFilesParams) -> None:
        server.judge_anew()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        kept = [folder for folder in server.projects.folders if str(folder) not in gone]
        new = [Path(path) for folder in params.event.added if (path := path_of(folder.uri))]
        server.projects.folders = [*kept, *new]
        server.judge_anew()
