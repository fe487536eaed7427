"""How files are served: to whom, what remains of deleted ones, and how it goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox


@pytest.fixture
async def session(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield session


async def _error(client: AsyncWebClient, file: str) -> str:
    with pytest.raises(SlackApiError) as raised:
        await client.files_info(file=file)
    return str(raised.value.response["error"])


@pytest.mark.parametrize("name", ["a/b/../c.png", "\u202egnp.exe", "😀 #1?.png", "", "a&b=%2F.txt"])
async def test_any_name(
    sandbox: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession, name: str
) -> None:
    file = await sandbox.person("executive").upload(name, b"bytes", channel="general")
    info = (await client.files_info(file=file))["file"]
    assert (info["name"], info["size"]) == (name, 5)
    async with session.get(info["url_private_download"]) as response:
        assert (response.status, await response.read()) == (200, b"bytes")


async def test_a_file_that_is_not_for_the_app(
    sandbox: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    file = await sandbox.person("executive").upload("a.txt", b"a", channel="executive-committee")
    assert await _error(client, file) == "file_not_found"
    url = f"{sandbox.url}/files/{file}/a.txt"
    async with session.get(url, allow_redirects=False) as response:
        assert response.status == 302
        assert response.headers["Location"].startswith("/?redir=")


async def test_without_the_scope(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    file = await sandbox.person("executive").upload("a.txt", b"a", channel="general")
    sandbox.scopes.discard("files:read")
    async with session.get(f"{sandbox.url}/files/{file}/a.txt", allow_redirects=False) as response:
        assert response.status == 302


async def test_what_remains_of_a_deleted_file(
    sandbox: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    executive = sandbox.person("executive")
    file = await executive.upload("a.txt", b"a", channel="general", comment="look")
    with pytest.raises(PermissionError):
        await sandbox.person("legal_counsel").delete_file(file)
    await executive.delete_file(file)
    assert await _error(client, file) == "file_deleted"
    async with session.get(f"{sandbox.url}/files/{file}/a.txt") as response:
        assert response.status == 404
    general = sandbox.workspace.channel("general")
    await client.conversations_join(channel=general.id)
    newest = (await client.conversations_history(channel=general.id, limit=2))["messages"]
    (message,) = [m for m in newest if m.get("files")]
    assert (message["text"], message["files"]) == ("look", [{"id": file, "mode": "tombstone"}])


async def test_a_stream(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(8):
            yield bytes(1024)

    file = await sandbox.person("executive").upload_stream("a.mov", 8192, stream, "general")
    for _ in range(2):
        async with session.get(f"{sandbox.url}/files/{file}/a.mov") as response:
            assert response.content_length == 8192
            assert await response.read() == bytes(8192)


async def test_downloads_go_wrong(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    file = await sandbox.person("executive").upload("a.txt", b"abcdef", channel="general")
    url = f"{sandbox.url}/files/{file}/a.txt"
    sandbox.faults.fail("download", "ratelimited", times=1)
    async with session.get(url) as response:
        assert response.status == 429
    sandbox.faults.fail("download", times=1, status=500)
    async with session.get(url) as response:
        assert response.status == 500
    # The client asks once more by itself where a connection that it kept is dropped.
    sandbox.faults.refuse_connection("download", times=2)
    with pytest.raises(aiohttp.ClientError):
        await session.get(url)
    sandbox.faults.lose_answer("download")
    with pytest.raises(aiohttp.ClientError):
        async with session.get(url) as response:
            await response.read()
    sandbox.faults.hang("download")
    slow = aiohttp.ClientTimeout(sock_read=0.05)
    with pytest.raises(TimeoutError):
        async with session.get(url, timeout=slow) as response:
            await response.read()
    async with session.get(url) as response:
        assert await response.read() == b"abcdef"
