"""The sandbox's page in a real browser, with a real Bolt app on the other side."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    FilePayload,
    Locator,
    Page,
    Route,
    async_playwright,
    expect,
)
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

MANIFEST = """
display_information: {name: Cellule}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: Cellule}
  slash_commands:
    - {command: /crisis, description: Open a crisis, usage_hint: "[what happened]", should_escape: true}
  shortcuts:
    - {name: Open a crisis, type: global, callback_id: open_crisis, description: Opens the form}
    - {name: Keep as evidence, type: message, callback_id: keep, description: Keeps a message}
oauth_config:
  scopes:
    bot: [chat:write, commands, channels:read, channels:history, reactions:read, users:read, im:write]
settings:
  event_subscriptions: {bot_events: [app_home_opened, message.channels, reaction_added]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""

# One browser, and so one event loop, serves all these tests; each has its own sandbox and page.
pytestmark = pytest.mark.asyncio(loop_scope="module")

BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str) -> Json:
    return {"value": value, "text": plain(text)}


def form(note: str = "Two answers are enough.") -> Json:
    """The modal that /crisis opens."""
    severities = [option("minor", "Minor"), option("major", "Major")]
    platforms = [option("x", "X"), option("bluesky", "Bluesky"), option("mastodon", "Mastodon")]
    return {
        "type": "modal",
        "callback_id": "opening",
        "title": plain("Open a crisis"),
        "submit": plain("Open"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {"type": "section", "block_id": "note", "text": mrkdwn(note)},
            {
                "type": "input",
                "block_id": "what",
                "label": plain("What happened?"),
                "hint": plain("Facts only."),
                "element": {"type": "plain_text_input", "action_id": "text", "max_length": 60},
            },
            {
                "type": "input",
                "block_id": "severity",
                "label": plain("Severity"),
                "element": {
                    "type": "radio_buttons",
                    "action_id": "choice",
                    "options": severities,
                },
            },
            {
                "type": "input",
                "block_id": "platforms",
                "optional": True,
                "label": plain("Platforms"),
                "element": {
                    "type": "multi_static_select",
                    "action_id": "choices",
                    "options": platforms,
                },
            },
            {
                "type": "input",
                "block_id": "when",
                "optional": True,
                "label": plain("When?"),
                "element": {"type": "datetimepicker", "action_id": "at"},
            },
            {
                "type": "input",
                "block_id": "proof",
                "optional": True,
                "label": plain("Proof"),
                "element": {"type": "file_input", "action_id": "files", "max_files": 2},
            },
        ],
    }


def second_thoughts() -> Json:
    """A modal with nothing to fill in, on top of the form."""
    block = {"type": "section", "block_id": "advice", "text": mrkdwn("Ask *legal* first.")}
    return {"type": "modal", "title": plain("Second thoughts"), "blocks": [block]}


def card(state: str) -> list[Json]:
    """A message with what people press and choose."""
    return [
        {"type": "header", "block_id": "head", "text": plain(":rotating_light: Wrong post")},
        {
            "type": "section",
            "block_id": "state",
            "text": mrkdwn(f"*State:* {state}"),
            "accessory": {
                "type": "static_select",
                "action_id": "assign",
                "placeholder": plain("Assign"),
                "options": [option("legal", "Legal"), option("press", "Press office")],
            },
        },
        {
            "type": "actions",
            "block_id": "buttons",
            "elements": [
                {
                    "type": "button",
                    "action_id": "approve",
                    "style": "primary",
                    "text": plain("Approve"),
                    "value": "draft-2",
                    "confirm": {
                        "title": plain("Approve these words?"),
                        "text": mrkdwn("They may be published *at once*."),
                        "confirm": plain("Yes, approve"),
                        "deny": plain("Not yet"),
                    },
                }
            ],
        },
        {"type": "carousel_of_tomorrow", "block_id": "unknown", "slides": 3},
    ]


class Crisis:
    """A small Bolt app, and what people did to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        self.app = AsyncApp(
            client=self.client, signing_secret=sandbox.signing_secret, token=sandbox.bot_token
        )
        self.handler: Any = AsyncSocketModeHandler(
            self.app,
            sandbox.app_token,
            web_client=AsyncWebClient(base_url=sandbox.api_url),
        )
        self.done: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.view_id = ""
        self._listen()

    def _listen(self) -> None:
        app = self.app

        @app.command("/crisis")
        async def open_form(ack: Any, command: Json, client: AsyncWebClient) -> None:
            await ack()
            if command["text"] == "whisper":
                await client.chat_postEphemeral(
                    channel=command["channel_id"], user=command["user_id"], text="Between us."
                )
                return
            opened = await client.views_open(trigger_id=command["trigger_id"], view=form())
            self.view_id = str(opened["view"]["id"])
            await self.done.put(("command", command["text"]))

        @app.view("opening")
        async def submitted(ack: Any, view: Json, client: AsyncWebClient) -> None:
            values = view["state"]["values"]
            what = values["what"]["text"]["value"]
            if "password" in what:
                await ack(response_action="errors", errors={"what": "That is an excuse."})
                return
            if what == "Not sure":
                await ack(response_action="push", view=second_thoughts())
                return
            await ack()
            await client.chat_postMessage(channel="#general", text=f"Opened: {what}")
            await self.done.put(("submitted", values))

        @app.view_closed("opening")
        async def closed(ack: Any) -> None:
            await ack()
            await self.done.put(("closed", None))

        @app.action("approve")
        async def approve(ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.chat_update(
                channel=body["channel"]["id"],
                ts=body["message"]["ts"],
                text="approved",
                blocks=card("approved")[:3],
            )
            await self.done.put(("approve", action["value"]))

        @app.action("assign")
        async def assign(ack: Any, action: Json) -> None:
            await ack()
            await self.done.put(("assign", action["selected_option"]["value"]))

        @app.action("send_note")
        async def note(ack: Any, body: Json) -> None:
            await ack()
            await self.done.put(("note", body["state"]["values"]["note"]["text"]["value"]))

        @app.shortcut("open_crisis")
        async def shortcut(ack: Any, shortcut: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.views_open(trigger_id=shortcut["trigger_id"], view=form())

        @app.shortcut("keep")
        async def keep(ack: Any, shortcut: Json) -> None:
            await ack()
            await self.done.put(("keep", shortcut["message"]["text"]))

        @app.event("reaction_added")
        async def reacted(event: Json) -> None:
            await self.done.put(("reaction", event["reaction"]))

        @app.event("app_home_opened")
        async def home(event: Json, client: AsyncWebClient) -> None:
            block = {"type": "section", "block_id": "hello", "text": mrkdwn("No crisis is open.")}
            await client.views_publish(
                user_id=event["user"], view={"type": "home", "blocks": [block]}
            )

        @app.event("message")
        async def ignore() -> None:
            return None

    async def heard(self, kind: str) -> Any:
        """What the next thing of this kind carried; other things are passed over."""
        async with asyncio.timeout(5):
            while True:
                name, value = await self.done.get()
                if name == kind:
                    return value


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    async with Sandbox(manifest=manifest) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def crisis(sandbox: Sandbox) -> AsyncIterator[Crisis]:
    app = Crisis(sandbox)
    await app.handler.connect_async()
    await sandbox.connected(5)
    yield app
    await app.handler.close_async()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "needs the distribution's Chromium"
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=path, args=BROWSER_OPTIONS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, crisis: Crisis) -> AsyncIterator[Page]:
    """A page acting as the communications lead; a script error fails the test."""
    context = await browser.new_context()
    opened = await context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    await show(opened, crisis.sandbox)
    yield opened
    await context.close()
    assert broken == []


async def show(page: Page, sandbox: Sandbox, key: str = "communications_lead") -> None:
    general = sandbox.workspace.channel("general").id
    await page.goto(f"{sandbox.url}/?as={key}&channel={general}")
    await expect(page.get_by_test_id("composer")).to_be_visible()


async def run(page: Page, command: str) -> None:
    await page.get_by_test_id("composer").fill(command)
    await page.get_by_test_id("composer").press("Enter")


async def open_modal(page: Page, crisis: Crisis) -> Locator:
    await run(page, "/crisis")
    await crisis.heard("command")
    modal = page.get_by_test_id("modal")
    await expect(modal).to_be_visible()
    return modal


def field(modal: Locator, block_id: str) -> Locator:
    return modal.locator(f"[data-block-id={block_id}]")


async def post_card(crisis: Crisis) -> str:
    # What the sandbox does not know it refuses; the unknown block is put in behind its back.
    known = [block for block in card("draft") if block["type"] != "carousel_of_tomorrow"]
    posted = await crisis.client.chat_postMessage(channel="#general", text="card", blocks=known)
    return str(posted["ts"])


async def test_switching_person_switches_language_address_and_title(
    page: Page, sandbox: Sandbox
) -> None:
    await expect(page).to_have_title(re.compile("^#general .*Communications lead"))
    await expect(page.get_by_test_id("sandbox-banner")).to_contain_text("practice Slack")

    await page.get_by_test_id("person-community_manager").click()

    await expect(page.get_by_test_id("sandbox-banner")).to_contain_text("Bac à sable\u00a0:")
    await expect(page.locator("html")).to_have_attribute("lang", "fr-FR")
    await expect(page.get_by_test_id("person-community_manager")).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(page).to_have_title(re.compile("^#general .*Community manager"))
    await expect(page).to_have_url(re.compile("as=community_manager"))
    await page.reload()
    await expect(page.get_by_test_id("sandbox-banner")).to_contain_text("Bac à sable")


async def test_both_languages_have_every_word(page: Page) -> None:
    faults = await page.evaluate(
        """async () => {
          const { CATALOGUE } = await import("/page/words.js");
          const shape = (value) => JSON.stringify(typeof value === "object" ? Object.keys(value) : 1);
          const gaps = (value) => [...JSON.stringify(value).matchAll(/\\{\\w+\\}/g)].map(String).sort();
          const faults = [];
          for (const key of new Set([...Object.keys(CATALOGUE.en), ...Object.keys(CATALOGUE.fr)])) {
            const [en, fr] = [CATALOGUE.en[key], CATALOGUE.fr[key]];
            if (en === undefined || fr === undefined || shape(en) !== shape(fr)) faults.push(key);
            else if (new Set(gaps(en)).size !== new Set([...gaps(en), ...gaps(fr)]).size) faults.push(key);
            if (/[^\\u00a0\\u202f][:;!?»](\\s|$|")|«[^\\u00a0]|'/.test([fr].flat().map((x) =>
              typeof x === "object" ? Object.values(x).join(" ") : x).join(" "))) faults.push("typography " + key);
          }
          return faults;
        }"""
    )
    assert faults == []


async def test_a_message_reaches_everyone_at_once(page: Page, sandbox: Sandbox) -> None:
    other = await page.context.new_page()
    await show(other, sandbox, "legal_counsel")

    await page.get_by_test_id("composer").fill("We are looking into it.\nMore at *six*.")
    await page.get_by_test_id("send").click()

    for reader in (page, other):
        message = reader.get_by_test_id("messages").locator("article").last
        await expect(message).to_contain_text("We are looking into it.")
        await expect(message.locator("strong")).to_have_text("six")
    await expect(page.get_by_test_id("composer")).to_have_value("")
    # Read out to those who did not write it.
    await expect(other.locator("#live")).to_contain_text("Communications lead")


async def test_what_a_person_types_stays_text(page: Page, sandbox: Sandbox) -> None:
    typed = "<script>window.pwned = 1</script> <img src=x onerror=pwned=1> <!channel> &amp; a & b"
    await page.get_by_test_id("composer").fill(typed)
    await page.get_by_test_id("composer").press("Enter")

    message = page.get_by_test_id("messages").locator("article").last
    await expect(message.locator(".body")).to_have_text(typed)
    assert await message.locator("script, img, .mention").count() == 0
    assert await page.evaluate("window.pwned") is None
    stored = list(sandbox.workspace.channel("general").messages.values())[-1].text
    assert "&lt;!channel&gt;" in stored


async def test_completion_mentions_a_person(page: Page, sandbox: Sandbox) -> None:
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("Please read, @cons")
    await expect(page.get_by_role("option", name="Conseil juridique")).to_be_visible()
    await composer.press("Enter")
    await expect(composer).to_have_value("Please read, @Conseil juridique ")
    await composer.press("Enter")

    mention = page.get_by_test_id("messages").locator("article").last.locator(".mention")
    await expect(mention).to_have_text("@Conseil juridique")
    stored = list(sandbox.workspace.channel("general").messages.values())[-1].text
    assert f"<@{sandbox.person('legal_counsel').user_id}>" in stored


async def test_commands_are_suggested(page: Page) -> None:
    await page.get_by_test_id("composer").press_sequentially("/c")
    suggestion = page.get_by_role("option", name="/crisis")
    await expect(suggestion).to_contain_text("Open a crisis")
    await expect(suggestion).to_contain_text("[what happened]")
    await page.get_by_test_id("composer").press("Tab")
    await expect(page.get_by_test_id("composer")).to_have_value("/crisis ")

    await run(page, "/unheard-of")
    await expect(page.get_by_test_id("toast")).to_contain_text("/unheard-of")
    await expect(page.get_by_test_id("composer")).to_have_value("/unheard-of")


async def test_a_modal_from_a_command_to_its_message(page: Page, crisis: Crisis) -> None:
    modal = await open_modal(page, crisis)
    what = modal.get_by_label("What happened?")
    await expect(what).to_be_focused()

    await modal.get_by_test_id("modal-submit").click()
    await expect(field(modal, "what").get_by_role("alert")).to_have_text(
        "Please complete this required field."
    )
    await expect(field(modal, "severity").get_by_role("alert")).not_to_be_empty()

    await what.fill("A weak password")
    await modal.get_by_label("Major").check()
    await modal.get_by_test_id("modal-submit").click()
    await expect(field(modal, "what").get_by_role("alert")).to_have_text("That is an excuse.")
    await expect(what).to_be_focused()
    await expect(what).to_have_value("A weak password")

    await what.fill("A wrong post on X")
    await field(modal, "platforms").locator("[data-action-id]").click()
    for name in ("X", "Mastodon"):
        await page.get_by_role("option", name=name, exact=True).click()
    await page.keyboard.press("Escape")
    await expect(field(modal, "platforms").locator("[data-action-id]")).to_contain_text(
        "X, Mastodon"
    )
    await field(modal, "when").locator("input").fill("2026-07-01T09:30")
    await modal.get_by_test_id("modal-submit").click()

    await expect(modal).to_be_hidden()
    values = await crisis.heard("submitted")
    assert values["severity"]["choice"]["selected_option"]["value"] == "major"
    chosen = values["platforms"]["choices"]["selected_options"]
    assert [each["value"] for each in chosen] == ["x", "mastodon"]
    # Half past nine in London, in summer time.
    assert values["when"]["at"]["selected_date_time"] == 1782894600
    await expect(page.get_by_test_id("messages")).to_contain_text("Opened: A wrong post on X")


async def test_a_form_on_top_of_a_form(page: Page, crisis: Crisis) -> None:
    modal = await open_modal(page, crisis)
    await modal.get_by_label("What happened?").fill("Not sure")
    await modal.get_by_label("Minor").check()
    await modal.get_by_test_id("modal-submit").click()
    await expect(modal).to_contain_text("Ask legal first.")
    await expect(modal.get_by_test_id("modal-submit")).to_have_count(0)

    await modal.get_by_role("button", name="Back").click()
    await expect(modal.get_by_label("What happened?")).to_have_value("Not sure")
    await expect(modal.get_by_label("Minor")).to_be_checked()
    await modal.get_by_test_id("modal-submit").click()
    await modal.get_by_test_id("modal-dismiss").click()
    await expect(modal).to_be_hidden()


async def test_a_form_takes_files(page: Page, crisis: Crisis) -> None:
    modal = await open_modal(page, crisis)
    await modal.get_by_label("What happened?").fill("A wrong post")
    await modal.get_by_label("Minor").check()
    proof = field(modal, "proof")
    shots: list[FilePayload] = [
        {"name": name, "mimeType": "image/png", "buffer": b"\x89PNG"} for name in ("a.png", "b.png")
    ]
    await proof.locator("input").set_input_files(shots)
    await proof.get_by_role("button", name="Remove a.png").click()
    await modal.get_by_test_id("modal-submit").click()

    [given] = (await crisis.heard("submitted"))["proof"]["files"]["files"]
    assert (given["name"], given["size"]) == ("b.png", 4)


async def test_a_form_speaks_the_language_of_who_fills_it_in(
    page: Page, crisis: Crisis, sandbox: Sandbox
) -> None:
    await show(page, sandbox, "legal_counsel")
    modal = await open_modal(page, crisis)
    await expect(field(modal, "platforms")).to_contain_text("(facultatif)")
    await modal.get_by_test_id("modal-submit").click()
    await expect(field(modal, "what").get_by_role("alert")).to_have_text(
        "Ce champ est obligatoire."
    )
    await modal.get_by_label("What happened?").fill("é" * 61)
    await expect(field(modal, "what")).to_contain_text("61 / 60")
    await modal.get_by_test_id("modal-submit").click()
    await expect(field(modal, "what").get_by_role("alert")).to_have_text(
        "Trop long\u00a0: 60\u00a0caractères au plus."
    )


async def test_a_silent_app_keeps_the_form_open(page: Page, crisis: Crisis) -> None:
    modal = await open_modal(page, crisis)
    await modal.get_by_label("What happened?").fill("A wrong post")
    await modal.get_by_label("Minor").check()
    await crisis.handler.close_async()
    await expect(page.get_by_test_id("app-status")).to_have_attribute(
        "aria-label", "App not connected"
    )

    await modal.get_by_test_id("modal-submit").click()

    await expect(modal.locator(".modal-problem")).to_contain_text("not connected")
    await expect(modal.get_by_label("What happened?")).to_have_value("A wrong post")


async def test_typed_text_survives_live_updates_switches_and_reloads(
    page: Page, crisis: Crisis
) -> None:
    composer = page.get_by_test_id("composer")
    await composer.fill("Half a sent")
    await crisis.client.chat_postMessage(channel="#general", text="Ten minutes left.")
    await expect(page.get_by_test_id("messages")).to_contain_text("Ten minutes left.")
    await expect(composer).to_have_value("Half a sent")
    await expect(composer).to_be_focused()

    await page.get_by_test_id("person-executive").click()
    await expect(composer).to_have_value("")
    await page.get_by_test_id("person-communications_lead").click()
    await expect(composer).to_have_value("Half a sent")
    await page.reload()
    await expect(composer).to_have_value("Half a sent")


async def test_a_modal_keeps_what_was_typed_when_the_app_updates_it(
    page: Page, crisis: Crisis
) -> None:
    modal = await open_modal(page, crisis)
    what = modal.get_by_label("What happened?")
    await what.press_sequentially("A wrong post")
    await what.press("Home")
    await what.press_sequentially("Today: ")

    await crisis.client.chat_postMessage(channel="#general", text="Elsewhere, life goes on.")
    await crisis.client.views_update(view_id=crisis.view_id, view=form("*Legal has joined.*"))

    await expect(modal).to_contain_text("Legal has joined.")
    await expect(what).to_be_focused()
    await what.press_sequentially("noon, ")
    await expect(what).to_have_value("Today: noon, A wrong post")


async def test_a_field_that_tells_of_every_character_keeps_what_is_typed(
    page: Page, crisis: Crisis
) -> None:
    modal = await open_modal(page, crisis)
    live = form()
    (what,) = [block for block in live["blocks"] if block["block_id"] == "what"]
    what["dispatch_action"] = True
    what["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}

    @crisis.app.action("text")
    async def typed(ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
        await ack()
        said = action["value"] or ""
        live["blocks"][0]["text"] = mrkdwn(f"Counted: {len(said)}")
        what["element"]["initial_value"] = said or "nothing"
        view = body["view"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=live)
        await crisis.done.put(("typed", said))

    live["blocks"][0]["text"] = mrkdwn("Counted: 0")
    await crisis.client.views_update(view_id=crisis.view_id, view=live)
    await expect(modal).to_contain_text("Counted: 0")
    field_of = modal.get_by_label("What happened?")
    await field_of.press_sequentially("A wrong post")
    assert await crisis.heard("typed") == "A wrong post"
    await expect(modal).to_contain_text("Counted: 12")
    await expect(field_of).to_be_focused()
    await field_of.press("Home")
    await field_of.press_sequentially("Today: ")
    assert await crisis.heard("typed") == "Today: A wrong post"
    await expect(modal).to_contain_text("Counted: 19")
    await expect(field_of).to_have_value("Today: A wrong post")
    # The field was never drawn anew: the browser can still undo what was typed.
    await field_of.press("Control+a")
    await field_of.press("Delete")
    await crisis.heard("typed")
    await field_of.press("Control+z")
    await expect(field_of).to_have_value("Today: A wrong post")


async def test_escape_closes_a_form_but_asks_if_something_was_typed(
    page: Page, crisis: Crisis
) -> None:
    modal = await open_modal(page, crisis)
    await page.keyboard.press("Escape")
    await expect(modal).to_be_hidden()
    await crisis.heard("closed")

    modal = await open_modal(page, crisis)
    await modal.get_by_label("What happened?").press_sequentially("x")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("confirm-no").click()
    await expect(modal.get_by_label("What happened?")).to_have_value("x")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("confirm-yes").click()
    await expect(modal).to_be_hidden()
    await crisis.heard("closed")


async def test_tab_stays_inside_a_modal(page: Page, crisis: Crisis) -> None:
    modal = await open_modal(page, crisis)
    await modal.get_by_test_id("modal-submit").focus()
    await page.keyboard.press("Tab")
    await expect(modal.get_by_test_id("modal-dismiss")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(modal.get_by_test_id("modal-submit")).to_be_focused()


async def test_a_button_asks_before_it_acts(page: Page, crisis: Crisis) -> None:
    ts = await post_card(crisis)
    message = page.get_by_test_id(f"message-{ts}")
    approve = message.locator("[data-action-id=approve]")

    await approve.click()
    await expect(page.get_by_test_id("confirm")).to_contain_text("Approve these words?")
    await page.get_by_test_id("confirm-no").click()
    await expect(message).to_contain_text("State: draft")
    assert crisis.done.empty()

    await approve.click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(message).to_contain_text("State: approved")
    assert await crisis.heard("approve") == "draft-2"


async def test_what_is_typed_in_a_message_stays_and_goes_along(page: Page, crisis: Crisis) -> None:
    def blocks(title: str) -> list[Json]:
        button = {"type": "button", "action_id": "send_note", "text": plain("Send")}
        return [
            {"type": "header", "block_id": "title", "text": plain(title)},
            {
                "type": "input",
                "block_id": "note",
                "label": plain(f"Note, {title}"),
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {"type": "actions", "block_id": "send", "elements": [button]},
        ]

    posted = await crisis.client.chat_postMessage(
        channel="#general", text="note", blocks=blocks("first")
    )
    message = page.get_by_test_id(f"message-{posted['ts']}")
    note = message.locator("[data-action-id=text]")
    await note.press_sequentially("Call at ten")
    # The field itself is drawn anew: its label changes.
    await crisis.client.chat_update(
        channel=posted["channel"], ts=posted["ts"], text="note", blocks=blocks("second")
    )
    await expect(message).to_contain_text("Note, second")
    await expect(note).to_be_focused()
    await note.press_sequentially(" sharp")
    await message.locator("[data-action-id=send_note]").click()
    assert await crisis.heard("note") == "Call at ten sharp"


async def test_who_writes_before_the_page_is_through_keeps_the_focus(
    page: Page, crisis: Crisis
) -> None:
    block = {
        "type": "input",
        "block_id": "note",
        "label": plain("Note"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    await crisis.client.chat_postMessage(channel="#general", text="note", blocks=[block])
    asked: list[Route] = []
    through = asyncio.Event()

    async def hold(route: Route) -> None:
        # The first answer shows the page; the others tell what was read meanwhile.
        asked.append(route)
        if len(asked) > 1:
            await through.wait()
        await route.continue_()

    fresh = await page.context.new_page()
    await fresh.route("**/sandbox/state*", hold)
    await show(fresh, crisis.sandbox)
    note = fresh.locator("[data-action-id=text]")
    await note.press_sequentially("Call at")
    through.set()
    await fresh.wait_for_load_state("networkidle")
    await expect(note).to_be_focused()
    await fresh.keyboard.type(" ten")
    await expect(note).to_have_value("Call at ten")


async def test_a_menu_is_chosen_from_with_the_keyboard(page: Page, crisis: Crisis) -> None:
    ts = await post_card(crisis)
    menu = page.get_by_test_id(f"message-{ts}").locator("[data-action-id=assign]")
    await menu.focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", name="Legal")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await crisis.heard("assign") == "press"
    await expect(menu).to_contain_text("Press office")
    await expect(menu).to_be_focused()


async def test_a_click_that_fails_says_what_to_do(page: Page, crisis: Crisis) -> None:
    ts = await post_card(crisis)
    menu = page.get_by_test_id(f"message-{ts}").locator("[data-action-id=assign]")
    await expect(menu).to_be_visible()
    await crisis.handler.close_async()
    await menu.click()
    await page.get_by_role("option", name="Legal").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("not connected")
    # A choice that the app did not take is not shown as taken.
    await expect(menu).to_contain_text("Assign")


async def test_a_block_that_is_unknown_is_shown_as_json(
    page: Page, crisis: Crisis, sandbox: Sandbox
) -> None:
    ts = await post_card(crisis)
    sandbox.workspace.channel("general").messages[ts].blocks = card("draft")
    await page.reload()
    unknown = page.get_by_test_id(f"message-{ts}").locator("details")
    await unknown.locator("summary").click()
    await expect(unknown.locator("pre")).to_contain_text('"slides": 3')


async def test_the_paragraphs_of_a_plain_text_stand_apart(
    page: Page, crisis: Crisis, sandbox: Sandbox
) -> None:
    ts = await post_card(crisis)
    words = {"type": "plain_text", "text": "We are sorry.\n\nThis is ours.", "emoji": False}
    message = sandbox.workspace.channel("general").messages[ts]
    message.blocks = [{"type": "section", "block_id": "words", "text": words}]
    await page.reload()
    shown = page.get_by_test_id(f"message-{ts}").get_by_text("We are sorry.")
    assert await shown.inner_text() == words["text"]


async def test_an_ephemeral_message_is_marked_and_dismissed(page: Page) -> None:
    await run(page, "/crisis whisper")
    ephemeral = page.get_by_test_id("ephemeral")
    await expect(ephemeral).to_contain_text("Only visible to you")
    await expect(ephemeral).to_contain_text("Between us.")
    await ephemeral.get_by_test_id("dismiss").click()
    await expect(ephemeral).to_have_count(0)
    await page.reload()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await expect(ephemeral).to_have_count(0)


async def test_what_is_done_with_a_message(page: Page, crisis: Crisis, sandbox: Sandbox) -> None:
    person = sandbox.person("it_security")
    ts = await person.say("general", "The post is still in the tool.")
    message = page.get_by_test_id("messages").get_by_test_id(f"message-{ts}")

    await message.hover()
    await message.get_by_test_id("add-reaction").click()
    await page.get_by_test_id("react-pushpin").click()
    assert await crisis.heard("reaction") == "pushpin"
    await expect(message.get_by_role("button", name="pushpin")).to_contain_text("1")

    await message.hover()
    await message.get_by_test_id("more").click()
    await page.get_by_test_id("shortcut-keep").click()
    assert await crisis.heard("keep") == "The post is still in the tool."

    await message.hover()
    await message.get_by_test_id("reply").click()
    await page.get_by_test_id("thread-composer").fill("Paused.")
    await page.get_by_test_id("thread-composer").press("Enter")
    await expect(page.get_by_test_id("thread")).to_contain_text("Paused.")
    await expect(message).to_contain_text("1 reply")
    await expect(page.get_by_test_id("messages")).not_to_contain_text("Paused.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("thread")).to_be_hidden()

    await message.focus()
    await page.get_by_test_id(f"message-{ts}").get_by_test_id("more").press("Enter")
    await page.get_by_test_id("delete-message").press("Enter")
    await page.get_by_test_id("confirm-yes").click()
    # A message with replies leaves a trace, as in Slack.
    await expect(message).to_contain_text("This message was deleted.")


async def test_a_global_shortcut_opens_a_form(page: Page) -> None:
    await page.get_by_test_id("shortcuts").click()
    await page.get_by_test_id("shortcut-open_crisis").click()
    await expect(page.get_by_test_id("modal")).to_contain_text("Open a crisis")


async def test_the_home_tab_is_what_the_app_published(page: Page) -> None:
    await page.get_by_test_id("open-home").click()
    await expect(page.get_by_test_id("home-tab")).to_contain_text("No crisis is open.")
    await expect(page).to_have_url(re.compile("channel=home"))
    await page.go_back()
    await expect(page.get_by_test_id("composer")).to_be_visible()


async def test_conditions_are_set_from_the_page(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_test_id("open-conditions").click()
    drawer = page.get_by_test_id("conditions")
    await expect(drawer).to_contain_text("apps.connections.open")
    await drawer.get_by_test_id("latency").fill("0.5")
    await expect(drawer.locator(".in-force")).to_contain_text("0.5 s")
    assert sandbox.faults.latency == 0.5
    await drawer.get_by_label("Method").fill("chat.postMessage")
    await drawer.get_by_role("button", name="Make it so").click()
    await expect(drawer.locator(".in-force")).to_contain_text("chat.postMessage")
    await drawer.get_by_test_id("clear-faults").click()
    await expect(drawer).to_contain_text("Everything works normally.")
    assert sandbox.faults.latency == 0


async def test_a_channel_shows_its_canvas(page: Page, sandbox: Sandbox) -> None:
    sandbox.scopes.add("canvases:write")
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    general = sandbox.workspace.channel("general").id
    lead = sandbox.person("communications_lead")
    text = (
        f"# Where it stands\n\n- **Lead:** ![](@{lead.user_id})\n"
        "- \\# no heading, \\*\\*not bold\\*\\*, \\!\\[\\](\\@U1), \\[x\\](https\\://evil.example)\n\n"
        "> said\n>\n> so · [see it](https://x.com/acme/1)"
    )
    await expect(page.get_by_test_id("open-canvas")).to_have_count(0)
    made = await client.conversations_canvases_create(
        channel_id=general, document_content={"type": "markdown", "markdown": text}
    )
    await page.get_by_test_id("open-canvas").click()
    canvas = page.get_by_test_id("canvas")
    await expect(canvas.get_by_role("heading", name="Where it stands")).to_be_visible()
    await expect(canvas.locator(".mention")).to_have_text(f"@{lead.name}")
    harmless = "# no heading, **not bold**, ![](@U1), [x](https://evil.example)"
    await expect(canvas.locator("li").nth(1)).to_have_text(harmless)
    await expect(canvas.locator("blockquote a")).to_have_attribute("href", "https://x.com/acme/1")
    assert await canvas.locator("a").count() == 1
    await client.canvases_edit(
        canvas_id=made["canvas_id"],
        changes=[
            {
                "operation": "replace",
                "document_content": {"type": "markdown", "markdown": "It is over."},
            }
        ],
    )
    await expect(canvas.locator(".canvas-body")).to_have_text("It is over.")
    await page.keyboard.press("Escape")
    await expect(canvas).to_be_hidden()
    await expect(page.get_by_test_id("open-canvas")).to_be_focused()
    await lead.delete_canvas(general)
    await expect(page.get_by_test_id("open-canvas")).to_have_count(0)


async def test_a_channel_shows_its_topic_pins_and_bookmarks(
    page: Page, crisis: Crisis, sandbox: Sandbox
) -> None:
    lead = sandbox.person("communications_lead")
    channel = await lead.create_channel("crisis-wrong-post")
    await lead.invite(channel, sandbox.bot_user_id)
    row = page.get_by_test_id("channel-crisis-wrong-post")
    await row.click()
    await expect(page.get_by_test_id("topic")).to_contain_text("No topic yet")
    ts = await lead.say(channel, "The plan of record.")
    await lead.pin(channel, ts)
    await expect(page.get_by_test_id("pins")).to_contain_text("1 pinned")
    await page.get_by_test_id("pins").click()
    await expect(page.get_by_role("menuitem", name="The plan of record.")).to_be_visible()
    await page.keyboard.press("Escape")

    await lead.archive(channel)
    await expect(page.locator("#foot")).to_contain_text("is archived")
    await expect(page.locator(".archived")).to_contain_text("crisis-wrong-post")


async def test_leaving_and_joining_a_channel(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_test_id("leave").click()
    await page.get_by_test_id("join").click()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    line = page.get_by_test_id("messages").locator(".system").last
    await expect(line).to_contain_text("Communications lead joined the channel.")
    await page.get_by_test_id("person-legal_counsel").click()
    await expect(line).to_contain_text("Communications lead a rejoint le canal.")


async def test_the_reader_keeps_their_place(page: Page, sandbox: Sandbox) -> None:
    security = sandbox.person("it_security")
    for number in range(40):
        await security.say("general", f"Finding {number}\nwith a second line")
    last = page.get_by_test_id("messages").locator("article").last
    await expect(last).to_contain_text("Finding 39")
    await expect(last).to_be_in_viewport(ratio=1)
    await security.say("general", "Finding 40")
    await expect(last).to_contain_text("Finding 40")
    await expect(last).to_be_in_viewport(ratio=1)

    third = page.get_by_test_id("messages").locator("article", has_text="Finding 3").first
    await third.scroll_into_view_if_needed()
    await security.say("general", "Finding 41")
    await expect(page.get_by_test_id("new-below")).to_be_visible()
    await expect(third).to_be_in_viewport()
    await page.get_by_test_id("new-below").click()
    await expect(last).to_be_in_viewport(ratio=1)
    await expect(page.get_by_test_id("new-below")).to_be_hidden()


async def test_a_reader_who_scrolls_as_a_message_comes_keeps_their_place(
    page: Page, sandbox: Sandbox
) -> None:
    security = sandbox.person("it_security")
    for number in range(40):
        await security.say("general", f"Finding {number}\nwith a second line")
    last = page.get_by_test_id("messages").locator("article").last
    await expect(last).to_contain_text("Finding 39")
    # The earliest that a scroll can come: as soon as the message is drawn.
    await page.evaluate(
        """() => new MutationObserver((_, observer) => {
          observer.disconnect();
          document.getElementById("scroller").scrollTop = 0;
        }).observe(document.querySelector("[data-testid=messages]"), { childList: true })"""
    )
    await security.say("general", "Finding 40")
    await expect(last).to_contain_text("Finding 40")
    await security.say("general", "Finding 41")
    await expect(page.get_by_test_id("new-below")).to_be_visible()


async def test_a_message_drawn_before_the_browser_tells_of_a_scroll_keeps_the_place(
    page: Page, sandbox: Sandbox
) -> None:
    security = sandbox.person("it_security")
    for number in range(40):
        await security.say("general", f"Finding {number}\nwith a second line")
    last = page.get_by_test_id("messages").locator("article").last
    await expect(last).to_contain_text("Finding 39")
    await expect(last).to_be_in_viewport(ratio=1)
    at_end, top = await page.evaluate(
        """async () => {
          const { drawMessages, visible } = await import("/page/messages.js");
          const scroller = document.getElementById("scroller");
          const list = document.querySelector("[data-testid=messages]");
          const drawn = visible();
          const next = { ...drawn.at(-1), ts: "9999999999.000001", text: "Finding 40" };
          scroller.scrollTop = 0;
          return [drawMessages(list, scroller, [...drawn, next], {}), scroller.scrollTop];
        }"""
    )
    assert (at_end, top) == (False, 0)


async def test_a_permalink_leads_to_its_message(
    page: Page, crisis: Crisis, sandbox: Sandbox
) -> None:
    place = sandbox.workspace.channel("communications").id
    ts = await sandbox.person("executive").say("general", "Here is the proof.")
    link = (
        await crisis.client.chat_getPermalink(
            channel=sandbox.workspace.channel("general").id, message_ts=ts
        )
    )["permalink"]
    posted = await crisis.client.chat_postMessage(channel=place, text=f"See <{link}|the proof>")

    await page.get_by_test_id("channel-communications").click()
    await page.get_by_test_id(f"message-{posted['ts']}").get_by_text("the proof").click()
    await expect(page.get_by_test_id(f"message-{ts}")).to_be_focused()
    await page.goto(str(link))
    await expect(page.get_by_test_id(f"message-{ts}")).to_contain_text("Here is the proof.")


MRKDWN = [
    ("*bold* _it_ ~no~ `c*d*e`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>c*d*e</code>"),
    ("a_b_c 2*3*4 *a b", "a_b_c 2*3*4 *a b"),
    ("*a <https://x.example/a*b|l*k> b*", None),
    ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    (":pushpin: :no_such: 10:30:45", "📌 :no_such: 10:30:45"),
    ("<javascript:alert(1)|x>", "<span>x</span>"),
    ("<!here> <!subteam^S1|@legal>", None),
]


async def test_mrkdwn_is_read_as_slack_reads_it(page: Page) -> None:
    async def html(text: str) -> str:
        return str(
            await page.evaluate(
                """async (text) => {
                  const { mrkdwn } = await import("/page/mrkdwn.js");
                  const holder = document.createElement("div");
                  holder.append(...mrkdwn(text));
                  return holder.innerHTML;
                }""",
                text,
            )
        )

    for text, wanted in MRKDWN:
        if wanted is not None:
            assert await html(text) == f"<p>{wanted}</p>"
    bold = await html(MRKDWN[2][0])
    assert bold.startswith('<p><strong>a <a href="https://x.example/a*b"')
    called = await html(MRKDWN[6][0])
    assert called.count('class="mention') == 2
    assert "@here" in called
    assert "@legal" in called
    assert await html("&gt; quoted\nnot") == "<blockquote><p>quoted</p></blockquote><p>not</p>"
    assert await html("```\nx *y*\n```z") == "<pre>x *y*</pre><p>z</p>"
    assert await html("• a\n• b\n1. c") == (
        '<ul><li>a</li><li>b</li></ul><ol start="1"><li>c</li></ol>'
    )


# 2026-07-01 21:40:05 UTC, read half an hour later: in Paris the next day has begun.
MOMENT = 1782942005
NOW = 1782943800
DATES = [
    ("fr-FR", "Europe/Paris", "{date_num} {time}", "2026-07-01 23:40"),
    ("fr-FR", "Europe/Paris", "{date_slash} {time_secs}", "01/07/2026 23:40:05"),
    ("fr-FR", "Europe/Paris", "{date_long}", "mercredi 1er juillet 2026"),
    ("fr-FR", "Europe/Paris", "{date_pretty} à {time}", "Hier à 23:40"),
    ("fr-FR", "Europe/Paris", "vu {ago}", "vu il y a 29 minutes"),
    ("en-US", "Europe/London", "{date} {time}", "July 1st 10:40 PM"),
    ("en-US", "Europe/London", "{date_short}, {date_long_full}", "Jul 1, 2026, July 1st, 2026"),
    ("en-US", "Europe/London", "{date_long_pretty}", "Today"),
    ("en-GB", "Europe/London", "{date_slash} {time} {ago}", "01/07/2026 22:40 29 minutes ago"),
    ("en-GB", "Europe/London", "{day_divider_pretty} {unknown}", "Today {unknown}"),
]


async def test_dates_are_those_of_the_reader(page: Page) -> None:
    await page.clock.set_fixed_time(NOW)
    shown = await page.evaluate(
        """async ([rows, moment]) => {
          const { setReader, formatDate } = await import("/page/dates.js");
          return rows.map(([locale, tz, template]) => {
            setReader({ locale, tz });
            return formatDate(moment, template);
          });
        }""",
        [DATES, MOMENT],
    )
    # Which no-break space stands where is up to the browser's CLDR.
    assert [re.sub("[\u00a0\u202f]", " ", text) for text in shown] == [row[3] for row in DATES]


async def test_how_long_ago_goes_on_ticking(page: Page, crisis: Crisis) -> None:
    await page.clock.install(time=NOW)
    await show(page, crisis.sandbox)
    await crisis.client.chat_postMessage(
        channel="#general", text=f"Bad post <!date^{NOW - 90}^{{ago}}|then>"
    )
    message = page.get_by_test_id("messages").locator("article").last
    await expect(message).to_contain_text("1 minute ago")
    await page.clock.fast_forward("01:00")
    await expect(message).to_contain_text("2 minutes ago")
