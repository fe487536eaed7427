"""What people do, as a real Bolt app sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox

from .conftest import Connect
from .samples import actions, button, field, home, modal, option, plain, section

Json = dict[str, Any]


@pytest.fixture
def lead(sandbox: Sandbox) -> Person:
    return sandbox.person("communications_lead")


@pytest.fixture
async def seen(app: AsyncApp, connect: Connect) -> list[Json]:
    """Every body the app gets, all acknowledged; connected."""
    bodies: list[Json] = []

    @app.middleware
    async def keep(body: Json, ack: Any) -> Any:
        bodies.append(body)
        return await ack()

    await connect()
    return bodies


async def open_modal(
    client: AsyncWebClient, sandbox: Sandbox, person: Person, *blocks: Json, **more: Any
) -> str:
    trigger = sandbox.workspace.new_trigger(person.user_id)
    answer = await client.views_open(trigger_id=trigger.id, view=modal(*blocks, **more))
    view_id: str = answer["view"]["id"]
    return view_id


def test_who_is_here(sandbox: Sandbox) -> None:
    assert {key: (p.name, p.locale, p.tz) for key, p in sandbox.people.items()} == {
        "communications_lead": ("Communications lead", "en-US", "Europe/London"),
        "legal_counsel": ("Conseil juridique", "fr-FR", "Europe/Paris"),
        "executive": ("Executive", "en-US", "Europe/London"),
        "community_manager": ("Community manager", "fr-FR", "Europe/Paris"),
        "social_agency": ("Social agency", "en-US", "Europe/London"),
        "it_security": ("IT security", "en-GB", "Europe/London"),
    }
    ws = sandbox.workspace
    guest = sandbox.person("social_agency").user_id
    assert guest not in ws.channel("general").members
    assert guest in ws.channel("communications").members
    assert ws.channel("executive-committee").is_private
    assert sandbox.bot_user_id in ws.channel("general").members
    assert sandbox.bot_user_id not in ws.channel("executive-committee").members


async def test_command(sandbox: Sandbox, lead: Person, seen: list[Json]) -> None:
    typed = "<b> & @executive @nobody #general #none https://x.example/?a=1&b=2 a@executive"
    await lead.command("/crisis", f"  {typed} ", channel="#communications")
    (body,) = seen
    executive = sandbox.person("executive").user_id
    general = sandbox.workspace.channel("general").id
    assert body["text"] == (
        f"&lt;b&gt; &amp; <@{executive}> @nobody <#{general}|general> #none "
        "<https://x.example/?a=1&amp;b=2> a@executive"
    )
    assert body["command"] == "/crisis"
    assert body["channel_name"] == "communications"
    assert body["user_id"] == lead.user_id
    assert body["user_name"] == "communications_lead"
    assert body["team_domain"] == "sandbox"
    assert body["is_enterprise_install"] == "false"
    assert body["response_url"].startswith(sandbox.url + "/response/")
    assert body["trigger_id"]
    await lead.command("/crisis", channel="executive-committee")
    assert seen[1]["channel_name"] == "privategroup"
    await lead.command("/crisis", channel=lead.dm_channel_id)
    assert seen[2]["channel_name"] == "directmessage"
    with pytest.raises(LookupError):
        await lead.command("/unknown")
    with pytest.raises(PermissionError):
        await sandbox.person("it_security").command("/crisis", channel="executive-committee")


async def test_answers_to_a_command(
    sandbox: Sandbox, app: AsyncApp, connect: Connect, lead: Person
) -> None:
    answers: list[Any] = [
        {"text": "only you"},
        {"text": "all", "response_type": "in_channel"},
        {"text": "x", "blocks": [{"type": "poem"}]},
    ]

    @app.command("/crisis")
    async def crisis(ack: Any) -> None:
        await ack(**answers.pop(0))

    await connect()
    assert (await lead.command("/crisis")).ok
    assert (await lead.command("/crisis")).ok
    refused = await lead.command("/crisis")
    assert refused.error == "invalid_command_response"
    assert [each.text for each in lead.ephemerals] == ["only you"]
    posted = list(sandbox.workspace.channel("general").messages.values())
    assert [(each.text, each.bot_id) for each in posted] == [("all", sandbox.bot_id)]


async def test_click_on_a_message(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    menu = {
        "type": "static_select",
        "action_id": "menu",
        "options": [option("a"), option("b")],
        "initial_option": option("a"),
    }
    more = {"type": "overflow", "action_id": "more", "options": [option("x")]}
    ticks = {"type": "checkboxes", "action_id": "ticks", "options": [option("1"), option("2")]}
    ts = (
        await client.chat_postMessage(
            channel="general",
            text="x",
            blocks=[
                actions(button("go", value="1", style="danger"), menu, block_id="row"),
                section(accessory=more, block_id="side"),
                actions(ticks, block_id="ticks"),
            ],
        )
    )["ts"]
    await lead.click("general", ts, "go")
    await lead.click("general", ts, "menu", selected="b")
    await lead.click("general", ts, "more", selected="X")
    await lead.click("general", ts, "ticks", selected=["1", "2"])
    clicks = [each for each in seen if each.get("type") == "block_actions"]
    first = clicks[0]
    general = sandbox.workspace.channel("general")
    assert first["user"] == {
        "id": lead.user_id,
        "username": "communications_lead",
        "name": "communications_lead",
        "team_id": sandbox.team_id,
    }
    assert first["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": general.id,
        "is_ephemeral": False,
    }
    assert first["channel"] == {"id": general.id, "name": "general"}
    assert first["message"]["ts"] == ts
    assert first["team"] == {"id": sandbox.team_id, "domain": "sandbox"}
    assert first["enterprise"] is None
    assert first["is_enterprise_install"] is False
    assert first["api_app_id"] == sandbox.app_id
    assert first["state"]["values"]["row"]["menu"]["selected_option"]["value"] == "a"
    (action,) = first["actions"]
    assert (action["type"], action["value"], action["block_id"]) == ("button", "1", "row")
    assert action["style"] == "danger"
    assert action["action_ts"]
    assert clicks[1]["actions"][0]["selected_option"]["value"] == "b"
    assert clicks[2]["actions"][0]["selected_option"]["value"] == "x"
    ticked = clicks[3]["actions"][0]["selected_options"]
    assert [each["value"] for each in ticked] == ["1", "2"]
    # What was chosen before stays in the state.
    assert clicks[3]["state"]["values"]["row"]["menu"]["selected_option"]["value"] == "b"
    with pytest.raises(LookupError, match="there is no gone here, but"):
        await lead.click("general", ts, "gone")
    with pytest.raises(LookupError, match="is not among the options"):
        await lead.click("general", ts, "menu", selected="z")
    with pytest.raises(LookupError, match="there is no message"):
        await lead.click("general", "1.000001", "go")


async def test_click_on_an_ephemeral_message(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    general = sandbox.workspace.channel("general").id
    await client.chat_postEphemeral(
        channel=general, user=lead.user_id, text="x", blocks=[actions(button())]
    )
    await lead.click(general, lead.ephemerals[0].ts, "go")
    (body,) = seen
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    with pytest.raises(LookupError):
        await sandbox.person("executive").click(general, lead.ephemerals[0].ts, "go")


async def test_shortcuts(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    ts = await lead.say("general", "evidence")
    await lead.message_shortcut("keep", channel="general", ts=ts)
    await lead.global_shortcut("open")
    await sandbox.settled()
    shortcuts = [each for each in seen if "callback_id" in each]
    on_message, everywhere = shortcuts
    assert on_message["type"] == "message_action"
    assert on_message["message_ts"] == ts
    assert on_message["message"]["text"] == "evidence"
    assert on_message["channel"]["name"] == "general"
    assert on_message["response_url"]
    assert everywhere["type"] == "shortcut"
    assert "channel" not in everywhere
    assert everywhere["trigger_id"]


ENTERED = [
    ({"type": "plain_text_input"}, "text", {"value": "text"}),
    ({"type": "url_text_input"}, "https://x.example/a", {"value": "https://x.example/a"}),
    ({"type": "email_text_input"}, "a@x.example", {"value": "a@x.example"}),
    ({"type": "number_input", "is_decimal_allowed": True}, 1.5, {"value": "1.5"}),
    ({"type": "datepicker"}, date(2024, 12, 31), {"selected_date": "2024-12-31"}),
    ({"type": "timepicker"}, "23:59", {"selected_time": "23:59"}),
    (
        {"type": "datetimepicker"},
        datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        {"selected_date_time": 1_700_000_000},
    ),
    ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
    ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
    ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
    ({"type": "multi_conversations_select"}, ["C1"], {"selected_conversations": ["C1"]}),
    ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
    (
        {"type": "static_select", "options": [option("a"), option("b")]},
        "b",
        {"selected_option": option("b")},
    ),
    (
        {
            "type": "static_select",
            "option_groups": [{"label": plain("g"), "options": [option("a")]}],
        },
        "a",
        {"selected_option": option("a")},
    ),
    ({"type": "radio_buttons", "options": [option("a")]}, "A", {"selected_option": option("a")}),
    ({"type": "checkboxes", "options": [option("a")]}, "a", {"selected_options": [option("a")]}),
    (
        {"type": "multi_static_select", "options": [option("a"), option("b")]},
        ["b", "a"],
        {"selected_options": [option("b"), option("a")]},
    ),
]


@pytest.mark.parametrize(
    ("element", "value", "state"), ENTERED, ids=[row[0]["type"] for row in ENTERED]
)
async def test_what_is_entered_arrives_by_type(
    sandbox: Sandbox,
    client: AsyncWebClient,
    lead: Person,
    seen: list[Json],
    element: Json,
    value: Any,
    state: Json,
) -> None:
    for values in ({"a": value}, {"b": {"a": value}}):
        view_id = await open_modal(client, sandbox, lead, field(element))
        submitted = await lead.submit(view_id, values)
        assert submitted.closed
        assert not submitted.errors
        body = seen[-1]
        assert body["type"] == "view_submission"
        expected = {"type": element["type"], **state}
        assert body["view"]["state"]["values"] == {"b": {"a": expected}}
    assert lead.views == []


async def test_files_in_a_modal(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    file_id = await lead.upload("proof.png", b"png")
    file = sandbox.workspace.files[file_id]
    assert not sandbox.may_read(sandbox.bot_user_id, file)
    view_id = await open_modal(client, sandbox, lead, field({"type": "file_input"}))
    await lead.submit(view_id, {"a": [file_id]})
    # What is handed over in a form, the app can read, although no channel shows it.
    assert sandbox.may_read(sandbox.bot_user_id, file)
    (sent,) = seen[-1]["view"]["state"]["values"]["b"]["a"]["files"]
    assert (sent["id"], sent["mimetype"], sent["size"]) == (file_id, "image/png", 3)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input"}, None),
        ({"type": "plain_text_input"}, ""),
        ({"type": "plain_text_input", "max_length": 3}, "four"),
        ({"type": "plain_text_input", "min_length": 3}, "no"),
        ({"type": "url_text_input"}, "not a url"),
        ({"type": "url_text_input"}, "ftp://x.example"),
        ({"type": "email_text_input"}, "nobody"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True}, "many"),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "5"}, "6"),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "5"}, "4"),
        ({"type": "datepicker"}, "2024-13-01"),
        ({"type": "static_select", "options": [option("a")]}, None),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"]),
        ({"type": "checkboxes", "options": [option("a")]}, []),
    ],
)
async def test_what_the_client_refuses_itself(
    sandbox: Sandbox,
    client: AsyncWebClient,
    lead: Person,
    seen: list[Json],
    element: Json,
    value: Any,
) -> None:
    view_id = await open_modal(client, sandbox, lead, field(element))
    submitted = await lead.submit(view_id, {"a": value})
    assert submitted.client_side
    assert set(submitted.errors) == {"b"}
    assert not seen
    assert len(lead.views) == 1


async def test_optional_inputs_may_stay_empty(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    url = field({"type": "url_text_input"}, optional=True)
    view_id = await open_modal(client, sandbox, lead, url)
    assert (await lead.submit(view_id)).closed
    state = seen[0]["view"]["state"]["values"]["b"]["a"]
    assert state == {"type": "url_text_input", "value": None}


async def test_answers_to_a_submission(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, connect: Connect, lead: Person
) -> None:
    text = {"type": "plain_text_input"}
    answers: list[Json] = [
        {"response_action": "errors", "errors": {"b": "Not so."}},
        {"response_action": "errors", "errors": {"other": "Where?"}},
        {"response_action": "update", "view": modal(field(text), title=plain("Second"))},
        {"response_action": "update", "view": modal(title=plain("x" * 25))},
        {"response_action": "push", "view": modal(section("on top"))},
    ]

    @app.view("m")
    async def submitted(ack: Any) -> None:
        await ack(**answers.pop(0)) if answers else await ack()

    await connect()
    view_id = await open_modal(client, sandbox, lead, field(text))
    first = await lead.submit(view_id, {"a": "x"})
    assert (first.errors, first.client_side, first.closed) == ({"b": "Not so."}, False, False)
    second = await lead.submit(view_id)
    assert second.failure is not None
    assert not second.errors
    third = await lead.submit(view_id)
    assert third.view is not None
    assert third.view["title"]["text"] == "Second"
    assert third.view["state"]["values"]["b"]["a"]["value"] == "x"
    fourth = await lead.submit(view_id)
    assert fourth.failure is not None
    assert "must be less than 25 characters" in fourth.failure
    fifth = await lead.submit(view_id)
    assert fifth.view is not None
    assert fifth.view["previous_view_id"] == view_id
    assert len(lead.views) == 2
    assert (await lead.submit(fifth.view["id"])).closed
    assert [view["id"] for view in lead.views] == [view_id]
    answers.append({"response_action": "clear"})
    assert (await lead.submit(view_id)).closed
    assert lead.views == []


async def test_a_submission_that_the_app_does_not_answer(
    sandbox: Sandbox, client: AsyncWebClient, connect: Connect, lead: Person
) -> None:
    await connect()
    view_id = await open_modal(client, sandbox, lead)
    submitted = await lead.submit(view_id)
    assert submitted.failure == "operation_timeout"
    assert len(lead.views) == 1


async def test_a_modal_without_submit(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person
) -> None:
    view_id = await open_modal(client, sandbox, lead, submit=None)
    with pytest.raises(PermissionError):
        await lead.submit(view_id)
    with pytest.raises(LookupError):
        await lead.submit(view_id, {"nothing": "x"})
    with pytest.raises(LookupError):
        await sandbox.person("executive").submit(view_id)


async def test_response_urls_of_a_submission(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    element = {"type": "conversations_select", "response_url_enabled": True}
    view_id = await open_modal(client, sandbox, lead, field(element))
    general = sandbox.workspace.channel("general").id
    await lead.submit(view_id, {"a": general})
    (url,) = seen[-1]["response_urls"]
    assert (url["channel_id"], url["block_id"], url["action_id"]) == (general, "b", "a")


async def test_close_tells_the_app_if_it_wants_to_know(
    sandbox: Sandbox, client: AsyncWebClient, lead: Person, seen: list[Json]
) -> None:
    quiet = await open_modal(client, sandbox, lead)
    await lead.close(quiet)
    assert not seen
    root = await open_modal(client, sandbox, lead, notify_on_close=True)
    trigger = sandbox.workspace.new_trigger(lead.user_id, sandbox.workspace.views[root])
    pushed = await client.views_push(trigger_id=trigger.id, view=modal(notify_on_close=True))
    await lead.close(pushed["view"]["id"])
    assert [(body["type"], body["is_cleared"]) for body in seen] == [("view_closed", False)]
    assert [view["id"] for view in lead.views] == [root]
    await lead.close(root, clear=True)
    assert seen[-1]["is_cleared"] is True
    assert seen[-1]["view"]["id"] == root


async def test_click_in_a_modal_and_push(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, connect: Connect, lead: Person
) -> None:
    bodies: list[Json] = []

    @app.action("go")
    async def go(ack: Any, body: Json, client: AsyncWebClient) -> None:
        bodies.append(body)
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal(section("pushed")))

    await connect()
    view_id = await open_modal(
        client, sandbox, lead, actions(button("go")), field({"type": "plain_text_input"})
    )
    reply = await lead.click_in_view(view_id, "go", values={"a": "typed before"})
    assert reply.ok
    await sandbox.until(lambda: len(lead.views) == 2)
    (body,) = bodies
    assert body["container"] == {"type": "view", "view_id": view_id}
    assert body["view"]["hash"]
    assert body["view"]["state"]["values"]["b"]["a"]["value"] == "typed before"
    assert "message" not in body


async def test_typing_tells_the_app_where_a_field_asks_for_it(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, connect: Connect, lead: Person
) -> None:
    bodies: list[Json] = []

    @app.action("a")
    async def typed(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack()

    await connect()
    text = {"type": "plain_text_input", "initial_value": "start"}
    config = {"trigger_actions_on": ["on_character_entered"]}
    view_id = await open_modal(
        client,
        sandbox,
        lead,
        field({**text, "dispatch_action_config": config}, "live", dispatch_action=True),
        field({**text, "dispatch_action_config": config}, "undispatched"),
        field(text, "on_enter_only", dispatch_action=True),
    )
    assert await lead.enter(view_id, "undispatched", "quiet") is None
    assert await lead.enter(view_id, "on_enter_only", "quiet too") is None
    for value in ("typed", None):
        reply = await lead.enter(view_id, "live", value)
        assert reply is not None
        assert reply.ok
    first, emptied = bodies
    (action,) = first["actions"]
    assert {k: action[k] for k in ("type", "action_id", "block_id", "value")} == {
        "type": "plain_text_input",
        "action_id": "a",
        "block_id": "live",
        "value": "typed",
    }
    values = first["view"]["state"]["values"]
    assert {block: state["a"]["value"] for block, state in values.items()} == {
        "live": "typed",
        "undispatched": "quiet",
        "on_enter_only": "quiet too",
    }
    assert emptied["actions"][0]["value"] is None
    with pytest.raises(LookupError, match="there is no field gone"):
        await lead.enter(view_id, "gone", "x")


async def test_home(sandbox: Sandbox, app: AsyncApp, connect: Connect, lead: Person) -> None:
    events: list[Json] = []
    clicks: list[Json] = []

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        events.append(event)
        await client.views_publish(user_id=event["user"], view=home(actions(button("go"))))

    @app.action("go")
    async def go(ack: Any, body: Json) -> None:
        clicks.append(body)
        await ack()

    await connect()
    await lead.open_home()
    await sandbox.until(lambda: lead.home)
    blocks = await lead.open_home()
    assert blocks is not None
    assert blocks[0]["type"] == "actions"
    assert "view" not in events[0]
    assert events[1]["view"]["type"] == "home"
    assert events[0]["channel"] == lead.dm_channel_id
    assert lead.home is not None
    assert (await lead.click_in_view(lead.home["id"], "go")).ok
    assert clicks[0]["view"]["type"] == "home"


async def test_what_people_may_not_do(sandbox: Sandbox, client: AsyncWebClient) -> None:
    guest = sandbox.person("social_agency")
    ts = (await client.chat_postMessage(channel="general", text="x"))["ts"]
    with pytest.raises(PermissionError):
        await guest.say("general", "x")
    with pytest.raises(PermissionError):
        await guest.react("general", ts, "eyes")
    with pytest.raises(PermissionError):
        await sandbox.person("executive").edit_message("general", ts, "y")
    with pytest.raises(LookupError):
        await guest.say("nowhere", "x")
    lead = sandbox.person("communications_lead")
    await lead.archive("communications")
    with pytest.raises(PermissionError):
        await lead.say("communications", "x")
    await guest.delete_message("general", ts)
    assert not sandbox.workspace.channel("general").messages
