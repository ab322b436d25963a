"""The features as requests of the protocol: which request goes to which feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from ftplint.lsp.features.actions import KINDS, SUPPRESS, Client, actions, resolved, suppression
from ftplint.lsp.features.completion import TRIGGERS, completion
from ftplint.lsp.features.completion import Client as Completing
from ftplint.lsp.features.hover import hover
from ftplint.lsp.features.lenses import SHOW, lenses, prerequisites
from ftplint.lsp.features.origin import origin
from ftplint.lsp.features.references import references
from ftplint.lsp.features.symbols import symbols
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

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS))
    async def complete(params: types.CompletionParams) -> Any:
        abilities = server.client_capabilities.text_document
        completes = None if abilities is None else abilities.completion
        item = None if completes is None else completes.completion_item
        formats = () if item is None else item.documentation_format or ()
        client = Completing(item is not None and bool(item.snippet_support), types.MarkupKind.Markdown in formats)
        trigger = None if params.context is None else params.context.trigger_character
        return await server.answer(
            params.text_document.uri, lambda analysis: completion(analysis, params.position, trigger, client)
        )

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def document_symbols(params: types.DocumentSymbolParams) -> Any:
        return await server.answer(params.text_document.uri, symbols)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> Any:
        return await server.answer(params.text_document.uri, lambda analysis: origin(analysis, params.position))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def found_references(params: types.ReferenceParams) -> Any:
        itself = params.context.include_declaration
        return await server.answer(
            params.text_document.uri, lambda analysis: references(analysis, params.position, itself=itself)
        )

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())
    async def code_lenses(params: types.CodeLensParams) -> Any:
        return await server.answer(params.text_document.uri, lenses)

    @server.command(SHOW)
    async def show_prerequisites(*arguments: Any) -> None:
        wanted = _table(arguments)
        text = await server.answer(str(wanted.get("uri")), lambda analysis: prerequisites(analysis, wanted))
        if text:
            server.say(text)


def _table(arguments: tuple[Any, ...]) -> dict[str, Any]:
    """The table that a command was given; empty where it was given anything else."""
    return arguments[0] if arguments and isinstance(arguments[0], dict) else {}


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
        if action.command is not None:  # Neovim completes these too, which are complete
            return action
        uri = action.data.get("uri") if isinstance(action.data, dict) else None
        if not isinstance(uri, str):
            raise JsonRpcInvalidParams("this action is none of ftplint's")
        client = _client(server)
        return await server.answer(uri, lambda analysis: resolved(analysis, action, client)) or action

    @server.command(SUPPRESS)
    async def suppress(*arguments: Any) -> None:
        wanted = _table(arguments)
        client = _client(server)
        edit = await server.answer(str(wanted.get("uri")), lambda analysis: suppression(analysis, wanted, client))
        if edit is not None:
            label = f"Suppress {wanted.get('rule')}"
            server.workspace_apply_edit(types.ApplyWorkspaceEditParams(edit, label))
