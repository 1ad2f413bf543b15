"""What people read: a deployment, the open ones, what waits for somebody, the roster. Nothing changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain.adhoc import as_walked
from bot.domain.alerts import Loose
from bot.domain.facts import incomplete, unknown
from bot.domain.figures import Figures, figures
from bot.domain.identity import document_id, is_id_shaped
from bot.domain.learnt import Learnt, learnt
from bot.domain.locks import meant
from bot.domain.people import Person, role_text
from bot.domain.period import Period
from bot.domain.plan import Plan
from bot.domain.quieting import shown, told, unnamed
from bot.domain.refusals import Refusal
from bot.domain.roster import Roster
from bot.domain.state import CLOSED, Deployment
from bot.domain.surroundings import Freeze, Lock
from bot.domain.waiting import Waiting, waiting_for
from bot.ports import Clock, Place
from bot.storage import (
    alerts,
    asks,
    dead_letters,
    deployments,
    directory,
    freezes,
    lanes,
    locks,
    outbox,
    places,
    precedents,
    rosters,
    search,
)
from bot.storage.figures import ended
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import Database

MOST_OPEN = 50
"""More open deployments than anybody reads in one list."""
MOST_ENDED = 20
"""More that are over than anybody reads in one list."""
AHEAD = timedelta(days=14)
"""How far the Home tab looks ahead (the plan's clock)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A deployment with its plan, and why messages of it could not be delivered.

    `blocked` is why nothing can be said in its channel now, "" where it can.
    """

    state: Deployment
    plan: Plan
    undelivered: tuple[str, ...] = ()
    blocked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A deployment in a list; `root` is its status message, `None` until it is posted."""

    state: Deployment
    plan: Plan
    root: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf:
    """What a deployment asks of somebody, each with where they can answer it."""

    listed: Listed
    asks: tuple[tuple[Waiting, Place | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What one person's Home tab holds, the longest waiting and the next windows first."""

    waiting: tuple[AskedOf, ...]
    running: tuple[Listed, ...]
    coming: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedBack:
    """A span of time that somebody looks back on, half open, in the zone in which they do so ("": UTC)."""

    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(LookedBack):
    """The deployments that ended then, the newest first, and how many there are with those left out."""

    states: tuple[Deployment, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed(LookedBack):
    """The figures of the deployments that ended then; `service` as it was asked for, "" for all."""

    figures: Figures
    service: str


class Queries:
    """Reads, each in a transaction that writes nothing. Errors: `Transient`."""

    def __init__(self, database: Database, clock: Clock, revisions: Revisions | None = None) -> None:
        self._database = database
        self._clock = clock
        self._revisions = revisions or Revisions()

    async def locate(
        self, wanted: str, *, channel: str, thread: str = "", or_latest: bool = False
    ) -> str | Refusal:
        """The deployment that is meant: by ID; else the thread's; else the channel's only open one.

        `or_latest`: where none is open in the channel, the latest that was.
        """

        def work(connection: Connection) -> str | Refusal:
            return _locate(connection, wanted, channel, thread, or_latest=or_latest)

        return await self._database.read(work)

    async def deployment(self, deployment: str) -> Known | None:
        """One deployment by its exact ID."""
        return await self._database.read(lambda connection: self._known(connection, deployment))

    async def told(self, deployment: str) -> Known | None:
        """The same as people may read it, without its secrets."""
        known = await self.deployment(deployment)
        return _told(known) if known else None

    async def open_deployments(self) -> tuple[Known, ...]:
        """The open ones, by the time of their window; the first 50."""

        def work(connection: Connection) -> tuple[Known, ...]:
            found = deployments.open_deployments(connection, MOST_OPEN)
            return tuple(_told(Known(state=state, plan=self._plan(connection, state))) for state in found)

        return await self._database.read(work)

    async def waiting_for(self, user: str) -> tuple[tuple[Known, tuple[Waiting, ...]], ...]:
        """What waits for a Slack user, deployment by deployment, the longest waiting first."""

        def work(connection: Connection) -> tuple[tuple[Known, tuple[Waiting, ...]], ...]:
            ids = asks.deployments_waiting_for(connection, user)
            found = [_told(known) for id_ in ids if (known := self._known(connection, id_))]
            return tuple((known, waiting_for(known.state, known.plan, user)) for known in found)

        return await self._database.read(work)

    async def home(self, user: str, now: datetime) -> Home:
        """What waits for a Slack user, what is running, and what comes within 14 days; 50 of each at most."""

        def work(connection: Connection) -> Home:
            asking = asks.deployments_waiting_for(connection, user)[:MOST_OPEN]
            stored = [found.state for id_ in asking if (found := deployments.load(connection, id_))]
            running = deployments.running(connection, MOST_OPEN)
            coming = deployments.coming(connection, now, now + AHEAD, MOST_OPEN)
            roots = places.roots(connection, {state.id for state in (*stored, *running, *coming)})

            def listed(state: Deployment) -> Listed:
                plan = self._plan(connection, state)
                return Listed(state=told(state, plan), plan=shown(plan), root=roots.get(state.id))

            answered_at = places.of_questions(connection, asking, user)
            return Home(
                waiting=tuple(_asked_of(listed(state), user, answered_at) for state in stored),
                running=tuple(map(listed, running)),
                coming=tuple(map(listed, coming)),
            )

        return await self._database.read(work)

    async def handles(self, ids: Iterable[str]) -> Mapping[str, str]:
        """How people and groups are called, by id; who is not known is left out."""
        return await self._database.read(lambda connection: directory.handles(connection, ids))

    async def roster(self) -> Roster:
        """Who stands for what."""
        return await self._database.read(lambda connection: rosters.load(connection).value)

    async def freezes(self) -> tuple[tuple[Freeze, ...], tuple[Lock, ...]]:
        """The change freezes that are not over, and what is locked after a rollback."""

        def work(connection: Connection) -> tuple[tuple[Freeze, ...], tuple[Lock, ...]]:
            known = freezes.load(connection).value
            return known.at(self._clock.now()), locks.locked(connection)

        return await self._database.read(work)

    async def loose_alerts(self) -> tuple[Loose, ...]:
        """The alerts of the last day that concern no deployment, the newest first."""
        found = await self._database.read(
            lambda connection: alerts.loose(connection, real_now(), self._clock.shown_at)
        )
        return unnamed(found)

    async def ended(self, user: str, period: Period, service: str, person: str) -> Ended:
        """The newest that ended in a period; of a service, and with somebody's part in it, "" for all."""

        def work(connection: Connection) -> Ended:
            zone = directory.zone(connection, user)
            since, until = period.span(self._clock.now(), zone)
            wanted = search.Wanted(
                since=since, until=until, service=service, person=person, states=tuple(sorted(CLOSED))
            )
            states = search.found(connection, wanted, MOST_ENDED)
            count = search.count(connection, wanted) if len(states) == MOST_ENDED else len(states)
            return Ended(since=since, until=until, zone=zone, states=states, count=count)

        return await self._database.read(work)

    async def figures(self, user: str, period: Period, service: str) -> Summed:
        """How the deployments went that ended in a period, of a service, "" for all."""

        def work(connection: Connection) -> Summed:
            zone = directory.zone(connection, user)
            since, until = period.span(self._clock.now(), zone)
            found = figures(ended(connection, since, until, service))
            return Summed(since=since, until=until, zone=zone, figures=found, service=service)

        return await self._database.read(work)

    async def learnt(self, deployment: str) -> tuple[Learnt, ...]:
        """The steps of a deployment, before Begin, that took otherwise in the past than its plan says."""

        def work(connection: Connection) -> tuple[Learnt, ...]:
            stored = deployments.load(connection, deployment)
            if stored is None or stored.state.state not in deployments.NOT_BEGUN:
                return ()
            past = precedents.completed(connection, self._revisions, stored.state)
            return learnt(self._plan(connection, stored.state), past)

        return await self._database.read(work)

    async def lock(self, text: str) -> tuple[str, str] | Refusal:
        """The deployment whose lock is meant by "SERVICE ENVIRONMENT reason", and the reason."""
        return meant(text, await self._database.read(locks.locked))

    async def unfilled_roles(self, plan: Plan, source: str) -> Mapping[str, tuple[Person, ...]]:
        """The roles that neither the plan nor the roster fills, as written, with the last run's people.

        `source` is the plan's file's name without ending. Who left Slack since is offered no more.
        """

        def work(connection: Connection) -> Mapping[str, tuple[Person, ...]]:
            roles = rosters.unfilled(connection, plan)
            last = deployments.last_run(connection, document_id(plan.document_id, source)) if roles else None
            named = last.named if last else {}
            chosen = {role: named.get(role_text(role), ()) for role in roles}
            ids = {person.id for people in chosen.values() for person in people}
            there = directory.people_of(connection, ids)
            return {
                role: tuple(person for one in people for person in there.get(one.id, ()))
                for role, people in chosen.items()
            }

        return await self._database.read(work)

    def _known(self, connection: Connection, deployment: str) -> Known | None:
        stored = deployments.load(connection, deployment)
        if stored is None:
            return None
        dead = dead_letters.of_deployment(connection, deployment, real_now())
        return Known(
            state=stored.state,
            plan=self._plan(connection, stored.state),
            undelivered=tuple(f"{letter.kind}: {letter.why}" for letter in dead),
            blocked=lanes.blocked(connection, lanes.conversation_lane(deployment, stored.state.channel)),
        )

    def _plan(self, connection: Connection, state: Deployment) -> Plan:
        return as_walked(self._revisions.load(connection, state.revision).plan, state)


def _told(known: Known) -> Known:
    """It as people may read it."""
    return replace(known, state=told(known.state, known.plan), plan=shown(known.plan))


def _asked_of(listed: Listed, user: str, places_of: Mapping[tuple[str, str], Place]) -> AskedOf:
    root = listed.root

    def place(question: str) -> Place | None:
        """A question that is asked in the status message alone is answered there."""
        found = places_of.get((listed.state.id, question), root)
        if found and root and found.channel == root.channel and found != root:
            return replace(found, thread=root.ts)
        return found

    asks_of = waiting_for(listed.state, listed.plan, user)
    return AskedOf(listed=listed, asks=tuple((asked, place(asked.question)) for asked in asks_of))


def _locate(
    connection: Connection, wanted: str, channel: str, thread: str, *, or_latest: bool
) -> str | Refusal:
    if wanted:
        found = deployments.find(connection, wanted) if is_id_shaped(wanted) else None
        return found or unknown(
            f"There is no deployment {wanted}. `/deploy list` shows the open ones; text that looks like an "
            f"ID goes in quotes."
        )
    if thread and (found := outbox.deployment_at(connection, channel, thread)):
        return found
    still_open = deployments.open_in_channel(connection, channel) or deployments.asking_in_channel(
        connection, channel
    )
    if len(still_open) == 1:
        return still_open[0]
    if still_open:
        return incomplete(f"Which one? Open in this channel: {', '.join(still_open)}. Say its ID first.")
    latest = deployments.latest_in_channel(connection, channel)
    if latest and or_latest:
        return latest
    hint = f" The latest here was {latest}." if latest else ""
    return unknown(f"No deployment is open in this channel.{hint} `/deploy list` shows the open ones.")
