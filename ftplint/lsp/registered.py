"""The features as requests of the protocol: which request goes to which feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from ftplint.lsp.features.actions import KINDS, SUPPRESS, Client, actions, resolved, suppression
from ftplint.lsp.features.hover import hover
from ftplint.lsp.listening import listen
from ftplint.lsp.server import Server

if TYPE_CHECKING:
    from ftplint.lsp.project import Projects


def made(projects: Projects) -> Server:
    """A server with all its features."""
    server = Server(projects)
    listen(server)
    _actions(server)
    _reading(server)
    return server


def _reading(server: Server) -> None:
    """What is said of a place, without changing anything."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> Any:
        abilities = server.client_capabilities.text_document
        formats = None if abilities is None or abilities.hover is None else abilities.hover.content_format
        markdown = formats is None or types.MarkupKind.Markdown in formats
        return await server.answer(
            params.text_document.uri, lambda analysis: hover(analysis, params.position, markdown=markdown)
        )


def _client(server: Server) -> Client:
    """What the client can do with actions."""
    document, workspace = server.client_capabilities.text_document, server.client_capabilities.workspace
    action = None if document is None else document.code_action
    resolves = None if action is None else action.resolve_support
    edit = None if workspace is None else workspace.workspace_edit
    return Client(
        resolves is not None and "edit" in resolves.properties,
        server.options.get("askForReason") is True,
        edit is not None and bool(edit.document_changes),
    )


def _actions(server: Server) -> None:
    options = types.CodeActionOptions(list(KINDS), resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: types.CodeActionParams) -> Any:
        only = None if params.context.only is None else [str(getattr(k, "value", k)) for k in params.context.only]
        client = _client(server)
        return await server.answer(
            params.text_document.uri, lambda analysis: actions(analysis, params.range, only, client)
        )

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> Any:
        uri = action.data.get("uri") if isinstance(action.data, dict) else None
        if not isinstance(uri, str):
            raise JsonRpcInvalidParams("this action is none of ftplint's")
        client = _client(server)
        return await server.answer(uri, lambda analysis: resolved(analysis, action, client)) or action

    @server.command(SUPPRESS)
    async def suppress(*arguments: Any) -> None:
        wanted = arguments[0] if arguments and isinstance(arguments[0], dict) else {}
        client = _client(server)
        edit = await server.answer(str(wanted.get("uri")), lambda analysis: suppression(analysis, wanted, client))
        if edit is not None:
            label = f"Suppress {wanted.get('rule')}"
            server.workspace_apply_edit(types.ApplyWorkspaceEditParams(edit, label))
