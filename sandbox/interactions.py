"""What people do: commands, presses, modals, messages. Each goes to the bot as Slack would send it."""

import json
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sandbox import payloads
from sandbox.blocks import elements_in
from sandbox.bot_link import Ack, BotCaller
from sandbox.deeds import told_action, told_submission
from sandbox.errors import ImpossibleError
from sandbox.inputs import keeps_state, missing, state_of, with_values, written
from sandbox.model import SLACKBOT, Act, Conversation, Json, Message, View
from sandbox.reader import Reader
from sandbox.web_api.chat import checked_blocks
from sandbox.web_api.shapes import file_json
from sandbox.web_api.views import checked_view
from sandbox.workspace import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the person gets to see at once.

    `error` is Slack's word where something went wrong; `messages` are those that only this person sees and
    that came while the bot answered; `view` is the modal on top, if it is new or changed; `errors` maps
    block ids to words, in a modal that was not accepted.
    """

    error: str = ""
    messages: list[Message] = field(default_factory=list)
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)


class Interactions:
    """What the people of one workspace do. Errors of every method: `ImpossibleError`, `SlackError`."""

    def __init__(self, world: World, caller: BotCaller) -> None:
        self.world = world
        self._caller = caller
        self._last_place: dict[str, tuple[str, str]] = {}

    # ── commands and messages ─────────────────────────────────────────────────────────────────

    async def command(self, user: str, channel: str, text: str, address: str) -> Outcome:
        """Type the bot's slash command; `text` is what follows it. `address` is the sandbox's own."""
        place = self._inside(user, channel)
        self._note_command(user, place, f"{self._caller.link.command} {text}")
        before = self._glance(user)
        name = self.world.answers.issue(user, place.id)
        form = payloads.slash_command(
            self.world,
            user,
            place,
            command=self._caller.link.command,
            text=text,
            response_url=f"{address}response/{name}",
        )
        ack = await self._caller.send_form(form)
        if ack.error:
            words = f'`{self._caller.link.command}` failed with the error "{ack.error}"'
            self.world.say(place, SLACKBOT, words, only_for=user)
        else:
            self._answer_command(user, place, ack)
        return self._outcome(user, before, error=ack.error)

    def _answer_command(self, user: str, place: Conversation, ack: Ack) -> None:
        answer = ack.body or ({"text": ack.text} if ack.text else {})
        text, blocks = str(answer.get("text", "")), checked_blocks(answer.get("blocks", []))
        if text or blocks:
            only_for = "" if answer.get("response_type") == "in_channel" else user
            self.world.say(place, self.world.bot.user_id, text, blocks=blocks, only_for=only_for)

    async def message(self, user: str, channel: str, text: str, thread_ts: str) -> Outcome:
        """Write a message; the bot hears of it where it is mentioned, and in its direct messages."""
        place = self._inside(user, channel)
        before = self._glance(user)
        words = payloads.escaped(self.world, text, labelled=False)
        said = self.world.say(place, user, words, thread_ts=thread_ts)
        bot = self.world.bot.user_id
        mentioned = f"<@{bot}" in said.text
        if place.is_im:
            await self.send_event(payloads.direct_message(self.world, place, said))
        elif mentioned and bot in place.members:
            await self.send_event(payloads.app_mention(self.world, place, said))
        elif mentioned:
            words = f"<@{bot}> is not in this channel: `/invite @{self.world.users[bot].handle}`"
            self.world.say(place, SLACKBOT, words, only_for=user)
        return self._outcome(user, before)

    async def delete(self, user: str, channel: str, ts: str) -> Outcome:
        """Delete a message: one's own, or as an admin anybody's, also the bot's.

        The bot hears of it in its direct messages alone, whose events it gets all.
        """
        place = self._inside(user, channel)
        message = self.world.message(place, ts)
        if message.author != user and not self.world.user(user).is_admin:
            raise ImpossibleError("Only an admin of the workspace can delete what others wrote.")
        thread = message.thread_ts if message.is_reply else ""
        self._note(user, place, "deletes a message", thread)
        self.world.delete(place, message)
        if place.is_im:
            await self.send_event(payloads.direct_message_deleted(place, message))
        return Outcome()

    async def invite_bot(self, user: str, channel: str) -> Outcome:
        """Take the bot into a channel."""
        place = self._inside(user, channel)
        bot = self.world.bot.user_id
        self._note_command(user, place, f"/invite @{self.world.users[bot].handle}")
        if bot not in place.members:
            place.members.append(bot)
            self.world.changed()
            await self.send_event(payloads.member_joined(self.world, place, bot, user))
        return Outcome()

    async def open_home(self, user: str) -> Outcome:
        """Look at the bot's Home tab."""
        self.world.user(user)
        await self.send_event(payloads.app_home_opened(self.world, user))
        return Outcome(view=self.world.homes.get(user))

    async def send_event(self, event: Json) -> Ack:
        """Send an event, and once more at once where it was not taken. Slack's later repeats are left out."""
        envelope = payloads.event_callback(self.world, event)
        ack = await self._caller.send_json(envelope, {})
        if not ack.error:
            return ack
        reason = "http_timeout" if ack.error == "operation_timeout" else "http_error"
        again = {"x-slack-retry-num": "1", "x-slack-retry-reason": reason}
        return await self._caller.send_json(envelope, again)

    async def repeat(self) -> Ack:
        """Send the bot once more what it was sent last, as a network may."""
        return await self._caller.repeat()

    # ── buttons and selects in messages ───────────────────────────────────────────────────────

    async def press(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        *,
        address: str,
        block_id: str = "",
        value: Any = None,  # noqa: ANN401 - a plain value, see inputs.py
        confirmed: bool = False,
        stale: bool = False,
    ) -> Outcome:
        """Use an element of a message: only one that is there, or was there if `stale`, and that is seen."""
        place = self._inside(user, channel)
        message = next((one for one in place.seen_by(user) if one.ts == ts), None)
        if not message:
            raise ImpossibleError("There is no such message to be seen.")
        block, element = find_element(_screen(message, action_id, stale=stale), action_id, block_id)
        if "confirm" in element and not confirmed:
            raise ImpossibleError("This asks for confirmation first.")
        action = self._action(user, block, element, value)
        thread = message.thread_ts or message.ts
        self._note(user, place, told_action(element, action, Reader(self.world)), thread)
        before = self._glance(user)
        name = self.world.answers.issue(user, place.id, message.ts)
        typed = {block["block_id"]: {action_id: _state(element, action)}} if keeps_state(element) else {}
        payload = payloads.message_action(
            self.world,
            user,
            place,
            message,
            action=action,
            state=state_of(message.blocks, typed),
            response_url=f"{address}response/{name}",
        )
        ack = await self._caller.send_form({"payload": json.dumps(payload)})
        return self._outcome(user, before, error=ack.error)

    def _action(self, user: str, block: Json, element: Json, value: object) -> Json:
        """The entry of `actions` for what was done to an element."""
        action = {
            "type": element["type"],
            "action_id": element.get("action_id", ""),
            "block_id": block["block_id"],
            "action_ts": self.world.next_ts(),
        }
        if element["type"] == "button":
            return action | {key: element[key] for key in ("text", "value", "style", "url") if key in element}
        return action | written(element, value, self._zone(user), self._files(user))

    # ── modals ────────────────────────────────────────────────────────────────────────────────

    async def view_action(
        self, user: str, view_id: str, action_id: str, *, block_id: str, value: object, values: Json
    ) -> Outcome:
        """Use an element of a modal or the Home tab; `values` are what stands in the other inputs by now."""
        view = self._own_view(user, view_id)
        blocks = view.content["blocks"]
        block, element = find_element(blocks, action_id, block_id)
        view.typed = with_values(blocks, view.typed, values, self._zone(user), self._files(user))
        action = self._action(user, block, element, value)
        if keeps_state(element):
            view.typed.setdefault(block["block_id"], {})[action_id] = _state(element, action)
        before = self._glance(user)
        payload = payloads.view_action(self.world, view, action)
        ack = await self._caller.send_form({"payload": json.dumps(payload)})
        return self._outcome(user, before, error=ack.error)

    async def submit_view(self, user: str, view_id: str, values: Json) -> Outcome:
        """Send a modal off."""
        view = self._top_view(user, view_id)
        blocks = view.content["blocks"]
        view.typed = with_values(blocks, view.typed, values, self._zone(user), self._files(user))
        state = state_of(blocks, view.typed)
        if errors := missing(blocks, state):
            return Outcome(error="not_sent", errors=errors)
        self._note_here(user, told_submission(view, state, Reader(self.world)))
        before = self._glance(user)
        payload = payloads.view_submission(self.world, view)
        ack = await self._caller.send_form({"payload": json.dumps(payload)})
        if ack.error:
            return self._outcome(user, before, error=ack.error)
        return self._follow(user, view, ack.body or {}, before)

    def _follow(self, user: str, view: View, answer: Json, before: "_Glance") -> Outcome:
        """Do what the bot's `response_action` says; without one the modal closes."""
        match answer.get("response_action"):
            case "errors":
                errors = dict(answer["errors"])
                self._note_here(user, f"is told: {'; '.join(errors.values())}")
                return Outcome(error="errors", errors=errors)
            case "update":
                self.world.replace_view(view, checked_view(answer.get("view"), "modal"))
            case "push":
                self.world.push_modal(user, checked_view(answer.get("view"), "modal"))
            case "clear":
                self.world.close_all_modals(user)
            case _:
                self.world.close_modal(view)
        return self._outcome(user, before)

    async def close_view(self, user: str, view_id: str) -> Outcome:
        """Close the modal on top; the bot hears of it where it asked to."""
        view = self._top_view(user, view_id)
        below = self.world.modals[user][:-1]
        cleared = bool(view.content.get("clear_on_close"))
        closed = [view, *(below[::-1] if cleared else [])]
        for one in closed:
            self.world.close_modal(one)
        for one in (one for one in closed if one.content.get("notify_on_close")):
            payload = payloads.view_closed(self.world, one, is_cleared=cleared)
            await self._caller.send_form({"payload": json.dumps(payload)})
        return Outcome(view=self._top(user))

    # ── helpers ───────────────────────────────────────────────────────────────────────────────

    def _inside(self, user: str, channel: str) -> Conversation:
        """A conversation that the user is in."""
        self.world.user(user)
        place = self.world.conversations.get(channel)
        if not place or user not in place.members:
            raise ImpossibleError("This person is not in that conversation.")
        return place

    def _zone(self, user: str) -> ZoneInfo:
        return ZoneInfo(self.world.user(user).zone)

    def _files(self, user: str) -> dict[str, Json]:
        """What the person uploaded so far."""
        files = (file for file in self.world.files.values() if file.user == user)
        return {file.id: file_json(self.world, file) for file in files}

    def _own_view(self, user: str, view_id: str) -> View:
        view = self.world.open_view(view_id)
        if view.user != user:
            raise ImpossibleError("Somebody else has this view open.")
        return view

    def _top_view(self, user: str, view_id: str) -> View:
        view = self._own_view(user, view_id)
        if view is not self._top(user):
            raise ImpossibleError("Another modal lies over this one.")
        return view

    def _top(self, user: str) -> View | None:
        stack = self.world.modals.get(user, [])
        return stack[-1] if stack else None

    def _note(self, user: str, place: Conversation, text: str, thread_ts: str = "") -> None:
        self._last_place[user] = (place.id, thread_ts)
        self.world.note(place, Act(ts=self.world.next_ts(), user=user, text=text, thread_ts=thread_ts))

    def _note_command(self, user: str, place: Conversation, text: str) -> None:
        self._last_place[user] = (place.id, "")
        act = Act(ts=self.world.next_ts(), user=user, text=f"types {text.strip()}", is_command=True)
        self.world.note(place, act)

    def _note_here(self, user: str, text: str) -> None:
        """Note what happened in a modal, which stands nowhere, where the person did something last."""
        channel, thread_ts = self._last_place.get(user, (self.world.direct(user).id, ""))
        self._note(user, self.world.conversations[channel], text, thread_ts)

    def _glance(self, user: str) -> "_Glance":
        top = self._top(user)
        return _Glance(ts=self.world.next_ts(), view=(top.id, top.hash) if top else None)

    def _outcome(self, user: str, before: "_Glance", error: str = "") -> Outcome:
        """What came up for the person since the glance."""
        places = self.world.visible_to(user)
        new = [
            one for place in places for one in place.messages if one.only_for == user and one.ts > before.ts
        ]
        top = self._top(user)
        changed = top if top and (top.id, top.hash) != before.view else None
        return Outcome(error=error, messages=new, view=changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Glance:
    """What a person saw before they did something: the time, and the modal on top with its hash."""

    ts: str
    view: tuple[str, str] | None


def _state(element: Json, action: Json) -> Json:
    """The state that an action leaves an element in."""
    kept = {key: value for key, value in action.items() if key.startswith(("selected", "value", "files"))}
    return {"type": element["type"], **kept}


def _screen(message: Message, action_id: str, *, stale: bool) -> list[Json]:
    """The blocks on somebody's screen; a stale one shows the latest version that still had the element."""
    versions = message.earlier[::-1] if stale else []
    holding = (
        blocks
        for blocks in versions
        if any(element.get("action_id") == action_id for block in blocks for element in elements_in(block))
    )
    return next(holding, message.blocks)


def find_element(blocks: list[Json], action_id: str, block_id: str = "") -> tuple[Json, Json]:
    """A block and its element, by action id and, where that is not enough, block id.

    Errors: `ImpossibleError`.
    """
    found = [
        (block, element)
        for block in blocks
        for element in elements_in(block)
        if element.get("action_id") == action_id and block_id in {"", block["block_id"]}
    ]
    if not found:
        there = [element.get("action_id", "") for block in blocks for element in elements_in(block)]
        raise ImpossibleError(
            f"There is no {action_id!r} here; there are: {', '.join(there) or 'no buttons'}."
        )
    if len(found) > 1:
        raise ImpossibleError(f"There is more than one {action_id!r} here: say which block.")
    return found[0]
