"""The protocol as pygls speaks it, but for open documents, which are ours, and for messages that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from collections.abc import Generator

LARGEST = 512 * 1024 * 1024
"""Bytes of one message: a file of 100 MiB, each character of which takes a few bytes in JSON."""


class Protocol(LanguageServerProtocol):
    """Documents are kept by the server itself: pygls takes more characters for ends of lines than editors do."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Agrees on UTF-16 for columns, whatever else a client can count."""
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = None
        return (yield from super().lsp_initialize(params))

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        """Hands the document to the server."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        """Hands the changes to the server."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        """Lets the server forget the document."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message of *data*; a request that cannot be understood is answered, and is None."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" not in data or not isinstance(data.get("id"), int | str):
                raise
            what = f"the parameters of {data['method']} are not those of the protocol"
            self._send_response(data["id"], error=JsonRpcInvalidParams(what, error.code).to_response_error())
            return None

    def handle_message(self, message: Any) -> None:
        """Handles a message; one that was answered already is passed over."""
        if message is not None:
            super().handle_message(message)


class Input:
    """Standard input as pygls reads it: header lines and bodies. What would end the server is passed over."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """The next line of a header, as pygls knows it; empty at the end."""
        line = self._stream.readline(4096)
        name, colon, value = line.partition(b":")
        if not colon or name.strip().lower() != b"content-length":
            return line
        digits = value.strip()
        if not digits.isdigit():
            return b"X-Not-A-Length:\r\n"
        if len(digits) < 12 and int(digits) <= LARGEST:
            return b"Content-Length: %d\r\n" % int(digits)
        self._skip(int(digits[:18]))
        return b"X-Too-Large:\r\n"

    def read(self, count: int) -> bytes:
        """*count* bytes of a body; fewer at the end."""
        return self._stream.read(count)

    def _skip(self, count: int) -> None:
        while self._stream.readline(4096).strip():
            pass
        while count > 0 and (read := len(self._stream.read(min(count, 65536)))):
            count -= read
