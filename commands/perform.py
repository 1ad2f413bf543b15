"""Carries a parsed command out, and says what became of it. No Slack here: the answer rides in the ack."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.at_hand import concerns
from bot.deciding import Start
from bot.document.check import check
from bot.document.fill import fill
from bot.document.parse import parse
from bot.domain.intents import Intent, Submit, Unlock
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.refusals import Refusal
from bot.errors import Transient
from bot.ports import Place
from bot.queries import Queries
from bot.service import Service
from commands.amending import Amending
from commands.blocks import answers, freezes, listing, looking_back
from commands.blocks.alert_list import alert_list
from commands.blocks.kit import Content
from commands.blocks.learnt import with_learnt
from commands.command import (
    Act,
    AmendPlan,
    ChangeFreeze,
    Command,
    Help,
    OpenStart,
    SetRoster,
    SetRosterAudience,
    ShowAlerts,
    ShowClosed,
    ShowFreezes,
    Showing,
    ShowList,
    ShowMine,
    ShowRecord,
    ShowRoster,
    ShowStats,
    ShowStatus,
    StartPlan,
    UnlockTarget,
)
from commands.plans import Plans
from commands.record_errand import hand_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked (a Slack user), in which channel and thread, and the key under which it is done once.

    `thread` is the ts of the thread's root, "" outside of threads.
    """

    user: str
    channel: str
    key: str
    thread: str = ""

    @property
    def place(self) -> Place:
        """Where the answer belongs."""
        return Place(channel=self.channel, thread=self.thread)


class Performer:
    """Carries commands out. Errors: `Busy`, `Transient`."""

    def __init__(self, service: Service, queries: Queries, plans: Plans) -> None:
        self._amending = Amending(queries, plans)
        self._service = service
        self._queries = queries
        self._plans = plans

    async def perform(self, command: Command | Refusal, asked: Asked) -> Content:
        """Carry out a command and answer it, to whoever typed it alone."""
        match command:
            case Refusal():
                return answers.refusal(command)
            case Act():
                return await self._act(command, asked)
            case AmendPlan():
                return await self._amend(command, asked)
            case SetRoster():
                return await self._set_roster(command, asked)
            case SetRosterAudience(audience):
                answer = await self._service.set_audience(audience, actor=asked.user, key=asked.key)
                return answers.refusal(answer) if isinstance(answer, Refusal) else answers.roster(answer)
            case ChangeFreeze():
                return await self._change_freeze(command, asked)
            case UnlockTarget():
                return await self._unlock(command, asked)
            case StartPlan():
                started = await self.start(command, asked)
                return started if isinstance(started, Content) else answers.refusal(started)
            case _:
                return await self._show(command, asked)

    async def _show(self, command: Showing, asked: Asked) -> Content:
        match command:
            case Help():
                return answers.help_()
            case OpenStart():
                return answers.start_typed()
            case ShowStatus() | ShowAlerts() | ShowRecord():
                return await self._of_one(command, asked)
            case ShowList():
                return listing.open_list(await self._queries.open_deployments())
            case ShowMine():
                return answers.mine(await self._queries.waiting_for(asked.user))
            case ShowRoster():
                return answers.roster(await self._queries.roster())
            case ShowFreezes():
                return freezes.listed(*await self._queries.freezes())
            case ShowClosed() | ShowStats():
                return await self._look_back(command, asked)

    async def _look_back(self, command: ShowClosed | ShowStats, asked: Asked) -> Content:
        period, service = command.period, command.service
        if isinstance(command, ShowStats):
            return looking_back.stats(await self._queries.figures(asked.user, period, service))
        return looking_back.ended(await self._queries.ended(asked.user, period, service, command.person))

    async def _locate(self, wanted: str, asked: Asked, *, or_latest: bool = False) -> str | Refusal:
        found = await self._queries.locate(
            wanted, channel=asked.channel, thread=asked.thread, or_latest=or_latest
        )
        if not isinstance(found, Refusal):
            concerns(found)
        return found

    async def _of_one(self, command: ShowStatus | ShowAlerts | ShowRecord, asked: Asked) -> Content:
        match command:
            case ShowStatus(deployment):
                return await self._status(deployment, asked)
            case ShowAlerts(deployment):
                return await self._alerts(deployment, asked)
            case ShowRecord(deployment):
                return await self._record(deployment, asked)

    async def _status(self, deployment: str, asked: Asked) -> Content:
        found = await self._locate(deployment, asked)
        if isinstance(found, Refusal):
            return answers.refusal(found)
        known = await self._queries.told(found)
        if known is None:
            raise LookupError(f"{found} was there a moment ago")
        return await self._with_learnt(answers.status(known), found)

    async def _alerts(self, deployment: str, asked: Asked) -> Content:
        """Where no deployment is meant, or none can be told, those that concern none are listed alone."""
        found = await self._locate(deployment, asked)
        if isinstance(found, Refusal) and deployment:
            return answers.refusal(found)
        known = None if isinstance(found, Refusal) else await self._queries.told(found)
        return alert_list(known, await self._queries.loose_alerts())

    async def _record(self, deployment: str, asked: Asked) -> Content:
        """It is made by a worker, and handed over in a direct message: it is asked for when all is over."""
        found = await self._locate(deployment, asked, or_latest=True)
        if isinstance(found, Refusal):
            return answers.refusal(found)
        await hand_record(self._service, found, asked.user, asked.place, "", key=asked.key)
        return answers.record_comes(found)

    async def _set_roster(self, command: SetRoster, asked: Asked) -> Content:
        answer = await self._service.set_role(
            command.role, command.people, command.deputies, actor=asked.user, key=asked.key
        )
        return answers.refusal(answer) if isinstance(answer, Refusal) else answers.roster(answer)

    async def _amend(self, command: AmendPlan, asked: Asked) -> Content:
        """The document it was started from, as it is now in `PLANS_DIR`."""
        found = await self._locate(command.deployment, asked)
        if isinstance(found, Refusal):
            return answers.refusal(found)
        intent = await self._amending.intent(found)
        if isinstance(intent, Refusal):
            return answers.refusal(intent)
        return await self.ask(intent, found, asked)

    async def _change_freeze(self, command: ChangeFreeze, asked: Asked) -> Content:
        answer = await self._service.freeze(command.intent, actor=asked.user, key=asked.key)
        if isinstance(answer, Refusal):
            return answers.refusal(answer)
        return freezes.listed(*await self._queries.freezes())

    async def _unlock(self, command: UnlockTarget, asked: Asked) -> Content:
        found = await self._queries.lock(command.text)
        if isinstance(found, Refusal):
            return answers.refusal(found)
        deployment, reason = found
        return await self.ask(Unlock(reason=reason), deployment, asked)

    async def _act(self, command: Act, asked: Asked) -> Content:
        found = await self._locate(command.deployment, asked)
        if isinstance(found, Refusal):
            return answers.refusal(found)
        return await self.ask(command.intent, found, asked)

    async def ask(self, intent: Intent, deployment: str, asked: Asked) -> Content:
        """Have an intent decided for a deployment by its exact ID, and say what came of it."""
        outcome = await self._service.handle(
            intent, deployment=deployment, actor=asked.user, key=asked.key, later_in=asked.place
        )
        if outcome.refusal:
            return answers.refusal(outcome.refusal)
        answer = answers.accepted(outcome)
        return await self._with_learnt(answer, deployment) if isinstance(intent, Submit) else answer

    async def _with_learnt(self, answer: Content, deployment: str) -> Content:
        """The answer with how long steps took before; without it where that cannot be read just now."""
        try:
            return with_learnt(answer, await self._queries.learnt(deployment))
        except Transient:
            return answer

    async def start(self, command: StartPlan, asked: Asked) -> Content | Refusal:
        """Start a plan: its file filled in, opened as a draft; findings are told, they stop only `submit`."""
        read = await self._plans.read(command.plan)
        if isinstance(read, Refusal):
            return read
        stem, text = read
        return await self.start_document(text, stem, command, asked, source=stem)

    async def start_document(
        self, text: str, stem: str, command: StartPlan, asked: Asked, *, source: str = ""
    ) -> Content | Refusal:
        """The same with a document's text; `stem` is its file's name, `source` as in `Start`."""
        filled = await asyncio.to_thread(fill, text, version=command.version, start=command.start)
        # A document of 1 MB takes seconds to read: nobody else's press waits for it.
        document = await asyncio.to_thread(parse, filled)
        last = await self._last_people(document.plan, stem) if command.people is None else {}
        chosen = {role: tuple(person.id for person in people) for role, people in last.items()}
        outcome = await self._service.start(
            Start(
                text=filled,
                stem=stem,
                source=source,
                channel=asked.channel,
                people=chosen if command.people is None else command.people,
            ),
            actor=asked.user,
            key=asked.key,
        )
        if outcome.refusal:
            return outcome.refusal
        now = outcome.state.opened.at if outcome.state else None
        answer = answers.started(outcome, await asyncio.to_thread(check, document, now=now), last)
        return await self._with_learnt(answer, outcome.state.id) if outcome.state else answer

    async def _last_people(self, plan: Plan, stem: str) -> Mapping[str, tuple[Person, ...]]:
        """Whom the last run chose for the roles that nobody fills."""
        roles = await self._queries.unfilled_roles(plan, stem)
        return {role: people for role, people in roles.items() if people}
