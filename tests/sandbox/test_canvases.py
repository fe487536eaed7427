"""conversations.canvases.create and canvases.*."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .samples import error_of

TEXT = "# Title\n\nFirst\nline\n\n## Second"


def content(markdown: str = TEXT, kind: str = "markdown") -> dict[str, str]:
    return {"type": kind, "markdown": markdown}


@pytest.fixture
def general(sandbox: Sandbox) -> str:
    return sandbox.workspace.channel("general").id


@pytest.fixture
async def canvas(client: AsyncWebClient, general: str) -> str:
    answer = await client.conversations_canvases_create(
        channel_id=general, document_content=content()
    )
    return str(answer["canvas_id"])


async def edit(client: AsyncWebClient, canvas: str, **change: Any) -> None:
    await client.canvases_edit(canvas_id=canvas, changes=[change])


async def sections(client: AsyncWebClient, canvas: str, **criteria: Any) -> list[str]:
    answer = await client.canvases_sections_lookup(canvas_id=canvas, criteria=criteria)
    return [section["id"] for section in answer["sections"]]


async def test_a_channel_has_one_canvas(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    def create(**more: Any) -> Any:
        return client.api_call(
            "conversations.canvases.create", json={"channel_id": general, **more}
        )

    before = (await client.conversations_info(channel=general))["channel"]
    assert "properties" not in before
    for wrong in ("x", {"type": "html", "markdown": "x"}, {"type": "markdown"}, {}):
        assert await error_of(create(document_content=wrong)) == "invalid_arguments"
    long = content("x" * 1_048_577)
    assert await error_of(create(document_content=long)) == "invalid_arguments"
    made = (await create(title="Situation"))["canvas_id"]
    assert made.startswith("F")
    shown = (await client.conversations_info(channel=general))["channel"]["properties"]["canvas"]
    assert shown == {"file_id": made, "is_empty": True}
    again = create(document_content=content())
    assert await error_of(again) == "channel_canvas_already_exists"
    assert await error_of(create(channel_id="C404")) == "channel_not_found"
    theirs = await sandbox.person("executive").create_channel("theirs")
    assert await error_of(create(channel_id=theirs)) == "not_in_channel"
    sandbox.scopes.discard("canvases:write")
    assert await error_of(create()) == "missing_scope"


async def test_all_of_a_canvas_is_replaced(
    client: AsyncWebClient, sandbox: Sandbox, canvas: str
) -> None:
    await edit(client, canvas, operation="replace", document_content=content("New"))
    assert sandbox.workspace.canvases[canvas].markdown == "New"
    title = content("Situation")
    await edit(client, canvas, operation="rename", title_content=title)
    assert sandbox.workspace.canvases[canvas].title == "Situation"
    await edit(client, canvas, operation="insert_at_start", document_content=content("Above"))
    await edit(client, canvas, operation="insert_at_end", document_content=content("Below"))
    assert sandbox.workspace.canvases[canvas].markdown == "Above\n\nNew\n\nBelow"


async def test_sections_are_found_and_changed(
    client: AsyncWebClient, sandbox: Sandbox, canvas: str
) -> None:
    (title,) = await sections(client, canvas, section_types=["h1"])
    assert title.startswith("temp:C:")
    headers = await sections(client, canvas, section_types=["any_header"])
    assert len(headers) == 2
    (first,) = await sections(client, canvas, contains_text="line")
    await edit(client, canvas, operation="delete", section_id=first)
    await edit(client, canvas, operation="replace", section_id=title, document_content=content("A"))
    (second,) = await sections(client, canvas, section_types=["h2"])
    for operation, text in (("insert_before", "B"), ("insert_after", "C")):
        (second,) = await sections(client, canvas, section_types=["h2"])
        await edit(
            client, canvas, operation=operation, section_id=second, document_content=content(text)
        )
    assert sandbox.workspace.canvases[canvas].markdown == "A\n\nB\n\n## Second\n\nC"
    gone = edit(client, canvas, operation="delete", section_id=first)
    assert await error_of(gone) == "canvas_editing_failed"
    nothing = sections(client, canvas)
    assert await error_of(nothing) == "invalid_arguments"
    wrong = sections(client, canvas, section_types=["h7"])
    assert await error_of(wrong) == "invalid_arguments"
    sandbox.scopes.discard("canvases:read")
    assert await error_of(sections(client, canvas, contains_text="A")) == "missing_scope"


async def test_what_is_no_change(client: AsyncWebClient, sandbox: Sandbox, canvas: str) -> None:
    whole = {"operation": "replace", "document_content": content("x")}
    for changes in ([], [whole, whole], "x", [{"operation": "sing"}], [{"operation": "replace"}]):
        call = client.api_call("canvases.edit", json={"canvas_id": canvas, "changes": changes})
        assert await error_of(call) == "invalid_arguments"
    assert await error_of(edit(client, canvas, operation="delete")) == "invalid_arguments"
    assert await error_of(edit(client, "F404", **whole)) == "canvas_not_found"
    assert sandbox.workspace.canvases[canvas].markdown == TEXT


async def test_a_deleted_canvas_makes_room_for_another(
    client: AsyncWebClient, sandbox: Sandbox, general: str, canvas: str
) -> None:
    person = sandbox.person("executive")
    await person.edit_canvas(general, "By hand")
    assert sandbox.workspace.canvases[canvas].markdown == "By hand"
    await person.delete_canvas(general)
    assert "properties" not in (await client.conversations_info(channel=general))["channel"]
    gone = edit(client, canvas, operation="replace", document_content=content("x"))
    assert await error_of(gone) == "canvas_not_found"
    new = await client.conversations_canvases_create(
        channel_id=general, document_content=content("Another")
    )
    assert new["canvas_id"] != canvas
    with pytest.raises(LookupError):
        await person.delete_canvas("communications")


async def test_a_canvas_is_a_file_with_its_maker(
    client: AsyncWebClient, sandbox: Sandbox, general: str, canvas: str
) -> None:
    file = (await client.files_info(file=canvas))["file"]
    assert (file["user"], file["filetype"]) == (sandbox.bot_user_id, "quip")
    assert file["channels"] == [general]
    person = sandbox.person("executive")
    with pytest.raises(PermissionError):
        await person.create_canvas(general, "x")
    await person.delete_canvas(general)
    theirs = await person.create_canvas(general, "x")
    assert (await client.files_info(file=theirs))["file"]["user"] == person.user_id
    assert await error_of(client.files_info(file=canvas)) == "file_not_found"
