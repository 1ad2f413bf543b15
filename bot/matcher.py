"""Has deployments hear of the alerts that concern them: rows that webhooks wrote become intents.

What an alert concerns is found by what the plans name (`domain.matching`). Each deployment hears of all that
came for it at once; the rows are marked in the transaction in which it does. One that concerns two is marked
with the last, and names the other: a deployment that hears a thing twice makes nothing of it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.at_hand import at_hand
from bot.clock import PlanClock, steady
from bot.domain.alerts import Alert, Matched, is_ours
from bot.domain.intents import AcknowledgedOutside
from bot.domain.matching import Candidate, Matching, Named, named_in
from bot.domain.pages import paged_level
from bot.domain.state import RUNNING
from bot.errors import Busy, Transient
from bot.merged import Merged
from bot.metrics import Metrics, Where
from bot.rush import Rush
from bot.scheduler import Alarm, sweeping
from bot.service import Service
from bot.storage import alerts
from bot.storage.alerts import Kept
from bot.storage.clock import load_origin
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import PATIENT, Database
from bot.storage.watched import watched
from bot.turns import Turns

AT_ONCE = 1000
"""How many rows are looked at together: in a storm each deployment hears of several at once."""
TOLD_AT_ONCE = 4
"""How many deployments hear at the same time: none waits until another one's disk has written."""
LOOK_AGAIN = 0.25
"""Seconds for which deployments are told before it is looked who is new: whoever heard nothing goes first."""
PAUSE = timedelta(seconds=2)
"""How long real time waits before the database is asked again."""
PLANS_KEPT = 1024
OURS = "the answer to a page of ours"
HEARD_BEFORE = "heard of it before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A report, with the deployments that hear of it, as `alert`, and why; where none does, `why_none`.

    `answers` are those that it brings to pages of ours, each with the page's key.
    """

    kept: Kept
    alert: Alert
    why: dict[str, str]
    why_none: str = ""
    answers: tuple[tuple[Alert, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Broken:
    """Why a deployment could not be told of a report, and all those that it concerns."""

    why: str
    concerns: Sequence[str]


@dataclass(slots=True)
class _Round:
    """One look: the deployments that somebody has, and the numbers of the rows that wait for one of them, or
    broke one.
    """

    busy: set[str] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    broken: dict[int, _Broken] = field(default_factory=dict)

    def breaks(self, row: int, deployment: str, error_id: str, concerns: Sequence[str] = ()) -> None:
        """A report broke a deployment; under the id the log has why."""
        why = f"not told to {deployment}: the log has why as {error_id}"
        self.broken[row] = _Broken(why=why, concerns=concerns)


class Matcher:
    """The matcher of one process; many may run on one database."""

    def __init__(
        self,
        database: Database,
        service: Service,
        clock: PlanClock,
        alarm: Alarm,
        metrics: Metrics | None = None,
        *,
        revisions: Revisions | None = None,
        rush: Rush | None = None,
        look_again: float = LOOK_AGAIN,
    ) -> None:
        self._database = database
        self._service = service
        self._clock = clock
        self._alarm = alarm
        self._metrics = metrics or Metrics()
        self._log = structlog.get_logger(__name__)
        self._revisions = revisions or Revisions()
        self._named: OrderedDict[str, tuple[Named, ...]] = OrderedDict()
        self._has_looked = False
        self._turns = Turns()
        self._rush = rush or Rush(alarm.ring)
        self._look_again = look_again

    async def run(self) -> None:
        """Have deployments hear of what came in until cancelled."""
        await sweeping(self._sweep, self._alarm, PAUSE)

    async def _sweep(self) -> bool:
        """Look at what came in; true when there may be more.

        While nobody can be told nothing is held back for the sake of it.
        """
        try:
            return await self._look_around()
        except Transient:
            self._rush.goes_on(is_on=False)
            raise

    async def _look_around(self) -> bool:
        """Have deployments hear of what came in; true when there may be more.

        What waits for a deployment that somebody has is gone past: those behind it do not wait with it.
        """
        self._alarm.hush()
        so_far, after, is_more = _Round(), 0, True
        while is_more:
            heard = await self._database.read(partial(self._look, after=after), patience=PATIENT)
            for each in heard:
                await self._answered(each, so_far)
            is_cut = await self._hear(heard, so_far)
            of_none = [each for each in heard if not each.why and each.kept.id not in so_far.waiting]
            await self._settle(of_none, so_far)
            if is_cut or not so_far.waiting:
                return bool(heard)
            so_far.broken.clear()
            is_more = len(heard) == AT_ONCE
            after = heard[-1].kept.id if heard else after
        self._alarm.ring_in(PAUSE)
        return False

    def _look(self, connection: Connection, after: int) -> tuple[Heard, ...]:
        """What nobody has looked at, behind the row with that number, with what it concerns."""
        kept = alerts.untaken(connection, AT_ONCE, after)
        if not kept and self._has_looked:
            return ()
        # The first alert after a start does not wait until every plan was read.
        self._has_looked = True
        # Another process may have skipped the plan's clock.
        if origin := load_origin(connection):
            self._clock.origin = origin
        matching = Matching(self._candidates(connection))
        before = dict(alerts.deployments_of(connection, {each.alert.key for each in kept}, but=OURS))
        merged = Merged(connection, [each.alert for each in kept])
        heard = []
        for each in kept:
            found = self._heard(each, matching, merged, before.get(each.alert.key, frozenset()))
            before[each.alert.key] = before.get(each.alert.key, frozenset()) | found.why.keys()
            heard.append(found)
        return tuple(heard)

    def _candidates(self, connection: Connection) -> list[Candidate]:
        return [
            Candidate(
                deployment=each.id,
                service=each.service,
                environment=each.environment,
                is_running=each.state in RUNNING,
                named=self._named_in(connection, each.revision),
            )
            for each in watched(connection, self._clock.now())
        ]

    def _named_in(self, connection: Connection, revision: str) -> tuple[Named, ...]:
        """What a plan names; it never changes, so it is kept."""
        if revision not in self._named:
            try:
                self._named[revision] = named_in(self._revisions.load(connection, revision).plan)
            except (LookupError, ValueError) as error:
                # One plan that cannot be read must not keep the others from hearing.
                self._log.warning("matcher: no plan", revision=revision, why=type(error).__name__)
                return ()
            while len(self._named) > PLANS_KEPT:
                self._named.popitem(last=False)
        self._named.move_to_end(revision)
        return self._named[revision]

    def _heard(self, kept: Kept, matching: Matching, merged: Merged, before: frozenset[str]) -> Heard:
        """Whoever heard of an alert before hears how it goes on, also when that is over.

        A page of ours is no alert; what was merged into one is.
        """
        answers, why = merged.answers(kept.alert), dict.fromkeys(sorted(before), HEARD_BEFORE)
        if is_ours(kept.alert):
            goes_on = merged.goes_on(kept.alert)
            alert, why = goes_on or kept.alert, why if goes_on else {}
            return Heard(kept=kept, alert=alert, why=why, why_none=OURS, answers=answers)
        found = matching.find(kept.alert)
        why |= {match.deployment: match.why for match in found.matches}
        return Heard(kept=kept, alert=kept.alert, why=why, why_none=found.why_none, answers=answers)

    async def _hear(self, heard: Sequence[Heard], so_far: _Round) -> bool:
        """Have deployments hear, whoever heard last comes last; true where some heard, and some not yet."""
        rows: dict[str, list[Heard]] = {}
        for each in heard:
            for deployment in each.why:
                rows.setdefault(deployment, []).append(each)
        shared = {deployment for each in heard if len(each.why) > 1 for deployment in each.why}
        for deployment in sorted(shared):
            await self._tell(deployment, rows[deployment], so_far)
        turns = self._turns.of(each for each in rows if each not in shared)
        began = steady()
        for first in range(0, len(turns), TOLD_AT_ONCE):
            self._rush.goes_on(is_on=self._turns.is_urgent(turns[first:]))
            is_late = steady() - began > self._look_again
            if is_late and not so_far.busy.issuperset(turns[:first]):
                return True
            together = turns[first : first + TOLD_AT_ONCE]
            # Each to its end: one that fails must not leave the others unwatched.
            told = await asyncio.gather(
                *(self._tell(each, rows[each], so_far) for each in together), return_exceptions=True
            )
            for error in filter(None, told):
                raise error
            self._turns.took(together)
        self._rush.goes_on(is_on=False)
        return False

    async def _tell(self, deployment: str, heard: Sequence[Heard], so_far: _Round) -> None:
        """Have a deployment hear; where it is locked by somebody the others go on meanwhile.

        Errors: `Transient` when the database is away; SQLite has one lock, so there are no others.
        """
        if deployment in so_far.busy:
            so_far.waiting |= {each.kept.id for each in heard}
            return
        keys = f"alerts:{heard[0].kept.id}-{heard[-1].kept.id}"
        with at_hand(key=keys, deployment=deployment):
            try:
                await self._report(deployment, heard, so_far)
            except Busy as error:
                self._is_had(deployment, heard, so_far, error)
            except Transient:
                raise
            except Exception:  # noqa: BLE001 - one alert that breaks must not keep the others from being heard
                await self._broke(deployment, heard, so_far)

    def _is_had(self, deployment: str, heard: Sequence[Heard], so_far: _Round, error: Busy) -> None:
        """Somebody has the deployment, and what it is to hear waits. Errors: `Busy` on SQLite."""
        if self._database.is_sqlite:
            raise error
        self._log.warning("matcher: not told yet", why=str(error))
        so_far.busy.add(deployment)
        so_far.waiting |= {each.kept.id for each in heard}

    async def _report(self, deployment: str, heard: Sequence[Heard], so_far: _Round) -> None:
        told = {each.kept.id: self._matched(each, deployment) for each in heard}
        open_still = so_far.waiting | so_far.broken.keys()
        last = {
            each.kept.id: sorted(each.why.keys() - {deployment})
            for each in heard
            if deployment == max(each.why) and each.kept.id not in open_still
        }
        await self._service.report_alerts(deployment, told, last)

    def _matched(self, each: Heard, deployment: str) -> Matched:
        return Matched(alert=self._by_plan(each.alert), why=each.why[deployment])

    def _by_plan(self, alert: Alert) -> Alert:
        """With the minute by the plan's clock at which it fired: monitors tell real time."""
        return replace(alert, fired_at=self._clock.shown_at(alert.fired_at))

    async def _broke(self, deployment: str, heard: Sequence[Heard], so_far: _Round) -> None:
        """One by one, so that only what breaks is laid aside: its row says so, and `doctor` shows it."""
        error_id = self._metrics.unexpected(Where.ALERTS)
        self._log.exception("matcher: unexpected error", error_id=error_id, alerts=len(heard))
        if len(heard) > 1:
            for each in heard:
                await self._tell(deployment, [each], so_far)
        else:
            so_far.breaks(heard[0].kept.id, deployment, error_id, sorted(heard[0].why))

    async def _settle(self, of_none: Sequence[Heard], so_far: _Round) -> None:
        """Note what concerns no deployment, and what could not be told."""

        def work(connection: Connection) -> None:
            for each in of_none:
                deployment, _ = paged_level(each.kept.alert.incident_key) or ("", "")
                alerts.take(connection, (each.kept.id,), deployment, each.why_none)
            for number, broken in so_far.broken.items():
                # What somebody has still to hear is not laid aside before.
                if number not in so_far.waiting:
                    alerts.spoil(connection, (number,), broken.why, broken.concerns)

        if of_none or so_far.broken:
            await self._database.write(work, patience=PATIENT)

    async def _answered(self, heard: Heard, so_far: _Round) -> None:
        """Whoever answered a page of ours where it rang takes charge; what we did there is no news."""
        for number, (alert, page) in enumerate(heard.answers):
            deployment, level = paged_level(page) or ("", "")
            if not deployment:
                continue
            if deployment in so_far.busy:
                so_far.waiting.add(heard.kept.id)
                continue
            key = f"page:{heard.kept.id}{f':{number}' if number else ''}"
            at = self._clock.shown_at(alert.changed_at)
            intent = AcknowledgedOutside(level=level, by=alert.by, where=alert.source.value, at=at)
            with at_hand(key=key, deployment=deployment):
                try:
                    await self._service.handle(intent, deployment=deployment, actor="", key=key)
                except Busy as error:
                    self._is_had(deployment, [heard], so_far, error)
                except Transient:
                    raise
                except Exception:  # noqa: BLE001 - one that breaks must not keep the others from being heard
                    error_id = self._metrics.unexpected(Where.ALERTS)
                    self._log.exception("matcher: unexpected error", error_id=error_id)
                    so_far.breaks(heard.kept.id, deployment, error_id)
