"""The modal that starts a plan: plan, version, date and time, and people for roles that nobody fills."""

import asyncio
from datetime import datetime

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.document.parse import parse
from bot.domain.errands import StartFrom
from bot.domain.refusals import Refusal
from bot.queries import Queries
from bot.service import Service
from commands.blocks.actions import InputId, people_block
from commands.blocks.views import StartMetadata, start_view
from commands.command import StartPlan
from commands.dropped import fetch, unreadable
from commands.grammar.reading import NO_SUCH_DATE, moment_of
from commands.inputs import Inputs
from commands.keys import view_key
from commands.modals import Modals
from commands.payloads import Payload, user_of
from commands.perform import Asked, Performer
from commands.plans import Plans

ONE_WITHOUT_THE_OTHER = "Date and time go together: choose both, or neither to keep the plan's own."
EITHER = "Choose a plan or drop one: which of the two is meant?"
NEITHER = "Choose a plan, or drop its .md file here."


class StartForm:
    """Opens the modal, asks for people once a plan is chosen, and starts the plan."""

    def __init__(
        self, performer: Performer, service: Service, queries: Queries, plans: Plans, modals: Modals
    ) -> None:
        self._performer = performer
        self._service = service
        self._queries = queries
        self._plans = plans
        self._modals = modals

    async def open(self, trigger: str, channel: str) -> bool:
        """Put the modal on the screen; false where that did not work."""
        return await self._modals.open(trigger, start_view(await self._plans.known(), channel))

    async def on_plan_chosen(self, ack: AsyncAck, body: Payload) -> None:
        """Ask for the people of the roles that nobody fills. Errors: `Transient`."""
        view = body["view"]
        chosen = body["actions"][0].get("selected_option")
        read = await self._plans.read(chosen["value"]) if chosen else None
        if isinstance(read, tuple):
            stem, text = read
            # A document of 1 MB takes seconds to read: nobody else's press waits for it.
            document = await asyncio.to_thread(parse, text)
            roles = await self._queries.unfilled_roles(document.plan, stem)
            channel = StartMetadata.parse(view["private_metadata"]).channel
            asking = start_view(await self._plans.known(), channel, chosen=stem, roles=roles)
            await self._modals.update(view["id"], view["hash"], asking)
        await ack()

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once the draft, or the errand for a dropped file, is committed; a refusal stands there.

        Errors: `Busy`, `Transient`.
        """
        metadata = StartMetadata.parse(body["view"]["private_metadata"])
        inputs = Inputs(body)
        if wrong := _wrong(inputs):
            await ack(response_action="errors", errors=wrong)
            return
        asked = Asked(user=user_of(body), channel=metadata.channel, key=view_key(body))
        wanted = _start_plan(inputs, metadata)
        if file := inputs.file(InputId.FILE):
            purpose = StartFrom(version=wanted.version, start=wanted.start, channel=metadata.channel)
            await fetch(self._service, file, purpose, asked, asked.place)
            await ack()
            return
        answer = await self._performer.start(wanted, asked)
        if isinstance(answer, Refusal):
            await ack(response_action="errors", errors={InputId.PLAN: answer.text})
        else:
            await ack()


def _wrong(inputs: Inputs) -> dict[str, str]:
    """What cannot be taken as it was filled in, by the input under which it is said."""
    file = inputs.file(InputId.FILE)
    if file and inputs.chosen(InputId.PLAN):
        return {InputId.FILE: EITHER}
    if file and (why := unreadable(file)):
        return {InputId.FILE: why}
    if not file and not inputs.chosen(InputId.PLAN):
        return {InputId.FILE: NEITHER}
    if bool(inputs.date(InputId.DATE)) != bool(inputs.time(InputId.TIME)):
        return {InputId.TIME if inputs.date(InputId.DATE) else InputId.DATE: ONE_WITHOUT_THE_OTHER}
    if inputs.date(InputId.DATE) and _start(inputs) is None:
        return {InputId.DATE: NO_SUCH_DATE}
    return {}


def _start(inputs: Inputs) -> datetime | None:
    """When the window starts, naive; `None` where nothing was chosen, or a year that no document has."""
    return moment_of(f"{inputs.date(InputId.DATE)} {inputs.time(InputId.TIME)}")


def _start_plan(inputs: Inputs, metadata: StartMetadata) -> StartPlan:
    people = {
        role: inputs.users(people_block(index), InputId.PEOPLE) for index, role in enumerate(metadata.roles)
    }
    return StartPlan(
        plan=inputs.chosen(InputId.PLAN),
        version=inputs.text(InputId.VERSION),
        start=_start(inputs),
        people=people,
    )
