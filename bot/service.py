"""One intent, one transaction (design: the way through it). There is no second way in.

Each call runs one function that commits before anything is acknowledged; what happens within it to an intent
is `deciding`'s, to what all teams share `keeping`'s.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.at_hand import concerns
from bot.clock import real_now
from bot.deciding import ANSWER_LIVES, Asked, Deciding, Outcome, Start
from bot.domain import freezes as f, roster as r
from bot.domain.alerts import Matched
from bot.domain.intents import Intent, OpenDeployment, ReportAlerts, ReportDelivery, TimerFired
from bot.domain.monitors import Way
from bot.domain.notices import Audience
from bot.domain.plan import Channel
from bot.domain.refusals import Refusal
from bot.drafts import Drafts, read_draft
from bot.keeping import Keeper, change_freezes, change_roster, note_people
from bot.metrics import Metrics
from bot.ports import Clock, DirectoryEntry, Errand, Place
from bot.storage import alerts, deployments, directory, errands, inbox, outbox, timers
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import Database

Result = TypeVar("Result")

TRIES = 10
"""How often a transaction is run that lost a number to another: so many may start a document at once."""


class Service:
    """Handles intents. `wake` is called after each commit: there may be something to deliver or to time.

    `everybody_is_admin` is the demo's: no workspace admin is at hand there. `ways` are those by which
    audiences can be told. `metrics` counts what nobody expected.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        wake: Callable[[], None],
        everybody_is_admin: bool = False,
        ways: frozenset[Way] = frozenset({Channel.SLACK}),
        metrics: Metrics | None = None,
        revisions: Revisions | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._everybody_is_admin = everybody_is_admin
        self._deciding = Deciding(clock, ways, metrics or Metrics(), revisions or Revisions())
        self._drafts = Drafts(database)
        self._log = structlog.get_logger(__name__)

    async def handle(
        self,
        intent: Intent,
        *,
        deployment: str,
        actor: str,
        key: str,
        answer_in: Place | None = None,
        later_in: Place | None = None,
    ) -> Outcome:
        """Handle an intent of a Slack user (`actor`, an id) for a deployment, once for each `key`.

        A refusal is told in `answer_in`, to the actor alone, where it is given; else the caller tells it.
        In `later_in` they hear what came of reading user groups again; without it none is read again.
        Errors: `Busy`, `Transient`.
        """
        began = perf_counter()
        concerns(deployment)
        asked = Asked(intent=intent, actor=actor, key=key, answer_in=answer_in, later_in=later_in)
        draft = await self._drafts.draft(intent, deployment)
        outcome = await self._commit(lambda c: self._deciding.handle(c, deployment, asked, draft))
        self._say(type(intent), actor, outcome.refusal, began)
        return outcome

    async def report(self, news: ReportDelivery, deployment: str, key: str) -> None:
        """Have a deployment hear of a delivery, once for each `key`. Errors: `Busy`, `Transient`."""
        await self.handle(news, deployment=deployment, actor="", key=key)

    async def report_alerts(
        self, deployment: str, reports: Mapping[int, Matched], taken: Mapping[int, Collection[str]]
    ) -> None:
        """Have a deployment hear of reports that nobody looked at, by the number of their row.

        Those `taken` are looked at with it: what happens twice happens to a report that is looked at once.
        With each stand the other deployments that it concerns.
        Errors: `Busy`, `Transient`.
        """
        began = perf_counter()

        def work(connection: Connection) -> Outcome | None:
            # The deployment first, as everywhere: whoever tells it the same waits here.
            deployments.lock(connection, deployment)
            left = alerts.still_untaken(connection, reports)
            if not left:
                return None
            told = tuple(each for number, each in reports.items() if number in left)
            asked = Asked(intent=ReportAlerts(alerts=told), actor="", key="")
            outcome = self._deciding.handle(connection, deployment, asked)
            alike: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
            for number in left & taken.keys():
                alike[reports[number].why, tuple(taken[number])].append(number)
            for (why, others), numbers in alike.items():
                alerts.take(connection, numbers, deployment, why, others)
            return outcome

        if outcome := await self._commit(work):
            self._say(ReportAlerts, "", outcome.refusal, began)

    async def start(self, start: Start, *, actor: str, key: str) -> Outcome:
        """Open a deployment from a document; its findings stop `submit`, never this."""
        began = perf_counter()
        draft = await read_draft(start.text)
        outcome = await self._commit(lambda c: self._deciding.open(c, start, draft, actor, key))
        if outcome.state:
            concerns(outcome.state.id)
        self._say(OpenDeployment, actor, outcome.refusal, began)
        return outcome

    async def fire(self, due: timers.Due) -> Outcome | None:
        """Wake a deployment for a due timer, once; `None` when somebody else did or it was set anew."""

        def work(connection: Connection) -> Outcome | None:
            # The deployment first, as everywhere: whoever changes its timers holds it already.
            deployments.lock(connection, due.deployment)
            if not timers.take(connection, due, self._clock.now()):
                return None
            asked = Asked(intent=TimerFired(timer=due.name, due=due.due_at), actor="", key="")
            return self._deciding.handle(connection, due.deployment, asked)

        began = perf_counter()
        if outcome := await self._commit(work):
            self._say(TimerFired, "", outcome.refusal, began)
        return outcome

    async def set_role(
        self, role: str, people: Sequence[str], deputies: Sequence[str], *, actor: str, key: str
    ) -> Refusal | r.Roster:
        """Say who stands for a role (ids of users or groups); open deployments take it over at once."""
        intent = r.SetRole(role=role, people=tuple(people), deputies=tuple(deputies))
        return await self._change_roster(intent, actor, key)

    async def set_audience(self, audience: Audience, *, actor: str, key: str) -> Refusal | r.Roster:
        """Say whom an audience's name means."""
        return await self._change_roster(r.SetAudience(audience=audience), actor, key)

    async def _change_roster(self, intent: r.RosterIntent, actor: str, key: str) -> Refusal | r.Roster:
        began = perf_counter()
        answer = await self._commit(
            lambda c: change_roster(c, intent, self._keeper(c, actor, key), self._clock.now())
        )
        self._say(type(intent), actor, answer, began)
        return answer

    async def freeze(self, intent: f.FreezeIntent, *, actor: str, key: str) -> Refusal | f.Freezes:
        """Set or end a change freeze; deployments whose window it touches look around at once."""
        began = perf_counter()
        answer = await self._commit(
            lambda c: change_freezes(c, intent, self._keeper(c, actor, key), self._clock.now())
        )
        self._say(type(intent), actor, answer, began)
        return answer

    def _say(self, intent: type, actor: str, answer: object, began: float) -> None:
        """A line for what was asked and decided, with nothing in it that somebody wrote."""
        refused = answer.because.value if isinstance(answer, Refusal) else ""
        self._log.info(
            "service: refused" if refused else "service: accepted",
            intent=intent.__name__,
            actor=actor or "the clock",
            **({"because": refused} if refused else {}),
            ms=round((perf_counter() - began) * 1000, 1),
        )

    def _keeper(self, connection: Connection, actor: str, key: str) -> Keeper:
        is_admin = self._everybody_is_admin or directory.is_admin(connection, actor)
        has_left = bool(directory.gone(connection, [actor]))
        return Keeper(user=actor, is_admin=is_admin, key=key, has_left=has_left)

    async def note_directory(self, entries: Sequence[DirectoryEntry]) -> None:
        """Keep what is known of people, groups and channels; open deployments take changes over.

        What is known already costs no write: hourly, that is nearly everybody.
        """

        def work(connection: Connection) -> None:
            note_people(connection, entries, real_now(), self._clock.now())

        if await self._database.read(lambda connection: directory.news(connection, entries)):
            await self._commit(work)

    async def channel_is_back(self, channel: str) -> None:
        """The bot can speak in a channel again: what waited for it is delivered. Errors: `Transient`."""
        await self._commit(lambda connection: outbox.channel_is_back(connection, channel, real_now()))

    async def answer(self, user: str, place: Place, text: str, body: str, *, key: str) -> None:
        """Tell one person something where they are, once for each `key`; for what has no acknowledgement.

        Errors: `Busy`, `Transient`.
        """
        answer = outbox.Answer(deployment="", user=user, place=place, text=text, body=body)
        await self._once(key, lambda c, now: outbox.write_answer(c, answer, now, now + ANSWER_LIVES))

    async def send_on(self, errand: Errand, told: str, *, key: str) -> None:
        """Keep an errand, once for each `key`, and tell who asked that it is under way (`told`, plain).

        "" where they read that elsewhere.

        Errors: `Busy`, `Transient`.
        """

        def work(connection: Connection, now: datetime) -> None:
            errands.write(connection, errand, now)
            if told and (place := errand.place):
                answer = outbox.Answer(deployment="", user=errand.user, place=place, text=told)
                outbox.write_answer(connection, answer, now, now + ANSWER_LIVES)

        await self._once(key, work)

    async def _once(self, key: str, write: Callable[[Connection, datetime], None]) -> None:
        """Write something that changes no deployment, once for each `key`."""

        def work(connection: Connection) -> None:
            if not inbox.seen(connection, key):
                write(connection, real_now())
                inbox.keep(connection, key, inbox.Handled(stream="", refusal=None, events=()), real_now())

        await self._commit(work)

    async def _commit(self, work: Callable[[Connection], Result], tries: int = TRIES) -> Result:
        try:
            result = await self._database.write(work)
        except IntegrityError:
            # The same key, or the same document's next run, came in twice at this very moment: the other
            # one is committed now, and what it became is the answer.
            if tries == 1:
                raise
            return await self._commit(work, tries - 1)
        self._wake()
        return result
