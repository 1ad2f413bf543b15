"""What people do: commands, presses, modals, messages. Each goes to the bot as Slack would send it."""

from typing import Any

from sandbox import payloads
from sandbox.ack import Ack
from sandbox.blocks import elements_in
from sandbox.deeds import told_action, told_submission
from sandbox.desk import Desk, Glance, Outcome
from sandbox.errors import ImpossibleError
from sandbox.inputs import keeps_state, missing, state_of, with_values, written
from sandbox.model import SLACKBOT, Conversation, Json, Message, View
from sandbox.reader import Reader
from sandbox.web_api.chat import checked_blocks
from sandbox.web_api.views import checked_view


class Interactions:
    """What the people of one workspace do. Errors of every method: `ImpossibleError`, `SlackError`."""

    def __init__(self, desk: Desk) -> None:
        self.world = desk.world
        self._desk = desk

    # ── commands ─────────────────────────────────────────────────────────────────

    async def command(self, user: str, channel: str, text: str, address: str) -> Outcome:
        """Type the bot's slash command; `text` is what follows it. `address` is the sandbox's own."""
        place = self._desk.speaking(user, channel)
        if self.world.user(user).team:
            raise ImpossibleError("This app's commands are for people of the workspace alone.")
        self._desk.note_command(user, place, f"{self._desk.caller.link.command} {text}")
        before = self._desk.glance(user)
        name = self.world.answers.issue(user, place.id)
        form = payloads.slash_command(
            self.world,
            user,
            place,
            command=self._desk.caller.link.command,
            text=text,
            response_url=f"{address}response/{name}",
        )
        ack = await self._desk.caller.send_command(form)
        if ack.error:
            words = f'`{self._desk.caller.link.command}` failed with the error "{ack.error}"'
            self.world.say(place, SLACKBOT, words, only_for=user)
        else:
            self._answer_command(user, place, ack)
        return self._desk.outcome(user, before, error=ack.error)

    def _answer_command(self, user: str, place: Conversation, ack: Ack) -> None:
        answer = ack.body or ({"text": ack.text} if ack.text else {})
        text, blocks = str(answer.get("text", "")), checked_blocks(answer.get("blocks", []))
        if text or blocks:
            only_for = "" if answer.get("response_type") == "in_channel" else user
            self.world.say(place, self.world.bot.user_id, text, blocks=blocks, only_for=only_for)

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
        place = self._desk.inside(user, channel)
        message = next((one for one in place.seen_by(user) if one.ts == ts), None)
        if not message:
            raise ImpossibleError("There is no such message to be seen.")
        block, element = find_element(_screen(message, action_id, stale=stale), action_id, block_id)
        if "confirm" in element and not confirmed:
            raise ImpossibleError("This asks for confirmation first.")
        action = self._action(user, block, element, value)
        thread = message.thread_ts or message.ts
        self._desk.note(user, place, told_action(element, action, Reader(self.world)), thread)
        before = self._desk.glance(user)
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
        ack = await self._desk.caller.send_interaction(payload)
        return self._desk.outcome(user, before, error=ack.error)

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
        return action | written(element, value, self._desk.zone(user), self._desk.files(user))

    # ── modals ────────────────────────────────────────────────────────────────────────────────

    async def view_action(
        self, user: str, view_id: str, action_id: str, *, block_id: str, value: object, values: Json
    ) -> Outcome:
        """Use an element of a modal or the Home tab; `values` are what stands in the other inputs by now."""
        view = self._own_view(user, view_id)
        blocks = view.content["blocks"]
        block, element = find_element(blocks, action_id, block_id)
        view.typed = with_values(blocks, view.typed, values, self._desk.zone(user), self._desk.files(user))
        action = self._action(user, block, element, value)
        if keeps_state(element):
            view.typed.setdefault(block["block_id"], {})[action_id] = _state(element, action)
        before = self._desk.glance(user)
        payload = payloads.view_action(self.world, view, action)
        ack = await self._desk.caller.send_interaction(payload)
        return self._desk.outcome(user, before, error=ack.error)

    async def submit_view(self, user: str, view_id: str, values: Json) -> Outcome:
        """Send a modal off."""
        view = self._top_view(user, view_id)
        blocks = view.content["blocks"]
        view.typed = with_values(blocks, view.typed, values, self._desk.zone(user), self._desk.files(user))
        state = state_of(blocks, view.typed)
        if errors := missing(blocks, state):
            return Outcome(error="not_sent", errors=errors)
        self._desk.note_here(user, told_submission(view, state, Reader(self.world)))
        before = self._desk.glance(user)
        payload = payloads.view_submission(self.world, view)
        ack = await self._desk.caller.send_interaction(payload)
        if ack.error:
            return self._desk.outcome(user, before, error=ack.error)
        return self._follow(user, view, ack.body or {}, before)

    def _follow(self, user: str, view: View, answer: Json, before: Glance) -> Outcome:
        """Do what the bot's `response_action` says; without one the modal closes."""
        match answer.get("response_action"):
            case "errors":
                errors = dict(answer["errors"])
                self._desk.note_here(user, f"is told: {'; '.join(errors.values())}")
                return Outcome(error="errors", errors=errors)
            case "update":
                self.world.replace_view(view, checked_view(answer.get("view"), "modal"))
            case "push":
                self.world.push_modal(user, checked_view(answer.get("view"), "modal"))
            case "clear":
                self.world.close_all_modals(user)
            case _:
                self.world.close_modal(view)
        return self._desk.outcome(user, before)

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
            await self._desk.caller.send_interaction(payload)
        return Outcome(view=self._desk.top(user))

    # ── helpers ───────────────────────────────────────────────────────────────────────────────

    def _own_view(self, user: str, view_id: str) -> View:
        view = self.world.open_view(view_id)
        if view.user != user:
            raise ImpossibleError("Somebody else has this view open.")
        return view

    def _top_view(self, user: str, view_id: str) -> View:
        view = self._own_view(user, view_id)
        if view is not self._desk.top(user):
            raise ImpossibleError("Another modal lies over this one.")
        return view


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
