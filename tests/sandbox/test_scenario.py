"""The player of scripted crises: its clocks, and what it finds in the room."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.scenario import Failed, Player, names, read


async def test_clocks_that_can_be_moved(sandbox: Sandbox) -> None:
    moved: list[float] = []

    async def forward(seconds: float) -> None:
        moved.append(seconds)

    player = Player(sandbox, forward=forward)
    await player.play([{"note": "later", "forward": {"minutes": 2.5}}], lambda number, act: None)
    assert moved == [150.0]


async def test_clocks_that_cannot(sandbox: Sandbox) -> None:
    acts = [{"note": "later", "forward": {"minutes": 1}}]
    with pytest.raises(
        Failed, match=r"act 1 \(the clocks: forward\): these clocks cannot be moved"
    ):
        await Player(sandbox).play(acts, lambda number, act: None)


async def test_what_the_app_uploaded_is_told_from_what_people_shared(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    channel = sandbox.workspace.channel("general")
    await client.conversations_join(channel=channel.id)
    await sandbox.person("executive").upload("theirs.png", b"\x89PNG", channel="general")
    await client.files_upload_v2(
        filename="ours.png", content=b"\x89PNG 2", channel=channel.id, alt_txt="A picture"
    )
    player = Player(sandbox)
    player.room = channel
    assert player.uploaded() == {"ours.png": b"\x89PNG 2"}
    (ours,) = [file for file in player.files() if file.name == "ours.png"]
    assert ours.alt_txt == "A picture"
    said = (await client.files_info(file=ours.id))["file"]
    assert said["alt_txt"] == "A picture"


async def test_a_description_that_is_too_long(client: AsyncWebClient) -> None:
    with pytest.raises(Exception, match="alt_txt_too_large"):
        await client.files_getUploadURLExternal(filename="a.png", length=3, alt_txt="x" * 1001)


def test_every_act_says_what_happens_and_who_does_it() -> None:
    for name in names():
        scenario = read(name)
        assert set(scenario["title"]) == {"en", "fr"}
        for act in scenario["acts"]:
            assert act["note"], name
            assert ("who" in act) or ("forward" in act), act
