"""Files as Slack serves them: to the app with its token, to people with their key."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

from aiohttp import web

from .faults import Faults
from .records import File

METHOD = "download"
"""What faults and calls name it by."""


async def serve(
    request: web.Request,
    file: File,
    readable: bool,
    faults: Faults,
    stopping: asyncio.Event,
) -> web.StreamResponse:
    """Answers with a file's bytes; who may not read it is sent to sign in."""
    failure = faults.failure(METHOD)
    if failure is not None:
        # With 200, a page in place of the file.
        return web.Response(status=failure.status, text=failure.error, content_type="text/html")
    if faults.refuses(METHOD):
        return _drop(request)
    if not readable:
        # https://docs.slack.dev/messaging/working-with-files
        place = f"/?redir={quote(request.path_qs, safe='')}"
        return web.Response(status=302, headers={"Location": place})
    if file.deleted:
        return web.Response(status=404)
    response = web.StreamResponse(headers=_headers(file))
    # The bytes themselves, whatever is said of their number.
    size = file.size if file.content is None else len(file.content)
    response.content_length = size
    loses, hangs, sent = faults.loses(METHOD), faults.hangs(METHOD), 0
    await response.prepare(request)
    async for piece in _pieces(file):
        half = sent + len(piece) > size // 2
        if half and loses:
            return _drop(request)
        if half and hangs:
            await stopping.wait()
            return response
        sent += len(piece)
        await response.write(piece)
    await response.write_eof()
    return response


def _headers(file: File) -> dict[str, str]:
    # By the name: what somebody says that it is must not make the page run it.
    mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    runs = "html" in mimetype or "svg" in mimetype
    return {
        "Content-Type": mimetype,
        "Content-Disposition": "attachment" if runs else "inline",
        "X-Content-Type-Options": "nosniff",
    }


async def _pieces(file: File) -> AsyncIterator[bytes]:
    stream: Callable[[], AsyncIterator[bytes]] | None = file.stream
    if stream is not None:
        async for piece in stream():
            yield piece
        return
    content = file.content or b""
    middle = len(content) // 2
    for piece in (content[:middle], content[middle:]):
        if piece:
            yield piece


def _drop(request: web.Request) -> web.StreamResponse:
    """Closes the connection without an answer, or in the middle of it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
