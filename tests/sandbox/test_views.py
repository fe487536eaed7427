"""views.*: triggers, stacks, hashes and home tabs."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.records import View

from .conftest import Clock
from .samples import error_of, field, home, modal, section


@pytest.fixture
def lead(sandbox: Sandbox) -> Person:
    return sandbox.person("communications_lead")


def trigger_of(sandbox: Sandbox, person: Person, view_id: str | None = None) -> str:
    """A trigger as an interaction would carry it."""
    view: View | None = sandbox.workspace.views[view_id] if view_id else None
    return sandbox.workspace.new_trigger(person.user_id, view).id


async def test_open(client: AsyncWebClient, sandbox: Sandbox, lead: Person) -> None:
    text = {"type": "plain_text_input", "initial_value": "start"}
    answer = await client.views_open(
        trigger_id=trigger_of(sandbox, lead), view=modal(field(text), private_metadata="secret")
    )
    view = answer["view"]
    assert view["state"]["values"] == {"b": {"a": {"type": "plain_text_input", "value": "start"}}}
    assert view["private_metadata"] == "secret"
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert view["app_id"] == sandbox.app_id
    assert [each["id"] for each in lead.views] == [view["id"]]


async def test_triggers(
    client: AsyncWebClient, sandbox: Sandbox, lead: Person, clock: Clock
) -> None:
    trigger = trigger_of(sandbox, lead)
    clock.move(3)
    bad = client.views_open(trigger_id=trigger, view={**modal(), "title": None})
    assert await error_of(bad) == "invalid_arguments"
    await client.views_open(trigger_id=trigger, view=modal())
    again = client.views_open(trigger_id=trigger, view=modal())
    assert await error_of(again) == "exchanged_trigger_id"
    late = trigger_of(sandbox, lead)
    clock.move(3.1)
    assert await error_of(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    wrong = client.views_open(trigger_id="1.2.x", view=modal())
    assert await error_of(wrong) == "invalid_trigger_id"
    none = client.api_call("views.open", json={"view": modal()})
    assert await error_of(none) == "invalid_arguments"


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (home(), "must be of type modal [json-pointer:/view/type]"),
        (None, "missing required field: view"),
        ("[]", "must be an object [json-pointer:/view]"),
        (modal(title={"type": "plain_text", "text": "x" * 25}), "must be less than 25 characters"),
    ],
)
async def test_wrong_views(
    client: AsyncWebClient, sandbox: Sandbox, lead: Person, view: Any, message: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(
            "views.open", json={"trigger_id": trigger_of(sandbox, lead), "view": view}
        )
    assert caught.value.response["error"] == "invalid_arguments"
    assert message in caught.value.response["response_metadata"]["messages"][0]


async def test_a_view_may_be_too_large(
    client: AsyncWebClient, sandbox: Sandbox, lead: Person
) -> None:
    view = modal(*[section("é" * 3000)] * 50)
    call = client.views_open(trigger_id=trigger_of(sandbox, lead), view=view)
    assert await error_of(call) == "view_too_large"


async def test_push_up_to_three(client: AsyncWebClient, sandbox: Sandbox, lead: Person) -> None:
    without = client.views_push(trigger_id=trigger_of(sandbox, lead), view=modal())
    assert await error_of(without) == "not_found"
    opened = await client.views_open(trigger_id=trigger_of(sandbox, lead), view=modal())
    top = root = opened["view"]["id"]
    for _ in range(2):
        pushed = await client.views_push(trigger_id=trigger_of(sandbox, lead, top), view=modal())
        assert pushed["view"]["previous_view_id"] == top
        assert pushed["view"]["root_view_id"] == root
        top = pushed["view"]["id"]
    fourth = client.views_push(trigger_id=trigger_of(sandbox, lead, top), view=modal())
    assert await error_of(fourth) == "push_limit_reached"
    assert len(lead.views) == 3


async def test_update(client: AsyncWebClient, sandbox: Sandbox, lead: Person) -> None:
    text = {"type": "plain_text_input"}
    opened = await client.views_open(
        trigger_id=trigger_of(sandbox, lead), view=modal(field(text), external_id="e")
    )
    view = opened["view"]
    lead.fill(view["id"], {"a": "typed"})
    updated = await client.views_update(
        view_id=view["id"], hash=view["hash"], view=modal(field(text), field(text, "c"))
    )
    assert updated["view"]["hash"] != view["hash"]
    # What was typed stays where the input is the same.
    assert updated["view"]["state"]["values"]["b"]["a"]["value"] == "typed"
    assert updated["view"]["state"]["values"]["c"]["a"]["value"] is None
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert await error_of(stale) == "hash_conflict"
    await client.views_update(view_id=view["id"], view=modal(external_id="f"))
    await client.views_update(external_id="f", view=modal(external_id="f"))
    assert await error_of(client.views_update(external_id="e", view=modal())) == "not_found"
    none = client.api_call("views.update", json={"view": modal()})
    assert await error_of(none) == "invalid_arguments"
    await lead.close(view["id"])
    assert await error_of(client.views_update(view_id=view["id"], view=modal())) == "not_found"


async def test_external_ids_are_unique(
    client: AsyncWebClient, sandbox: Sandbox, lead: Person
) -> None:
    await client.views_open(trigger_id=trigger_of(sandbox, lead), view=modal(external_id="e"))
    other = sandbox.person("executive")
    again = client.views_open(trigger_id=trigger_of(sandbox, other), view=modal(external_id="e"))
    assert await error_of(again) == "duplicate_external_id"


async def test_publish(client: AsyncWebClient, lead: Person) -> None:
    first = await client.views_publish(user_id=lead.user_id, view=home(section("one")))
    assert lead.home is not None
    assert lead.home["type"] == "home"
    stale = first["view"]["hash"]
    second = await client.views_publish(user_id=lead.user_id, view=home(section("two")), hash=stale)
    assert second["view"]["id"] == first["view"]["id"]
    conflict = client.views_publish(user_id=lead.user_id, view=home(), hash=stale)
    assert await error_of(conflict) == "hash_conflict"
    unknown = client.views_publish(user_id="U404", view=home())
    assert await error_of(unknown) == "user_not_found"
    wrong = client.views_publish(user_id=lead.user_id, view=modal())
    assert await error_of(wrong) == "invalid_arguments"
