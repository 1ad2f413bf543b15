"""What holds for all teams, the roster and the freezes, changed by its keepers within a transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain import roster as r
from bot.domain.departures import WHO_LEFT
from bot.domain.freezes import FreezeFacts, FreezeIntent, Freezes, changed, decide, evolve
from bot.domain.neighbours import SURROUNDINGS_TIMER
from bot.domain.refusals import Refusal
from bot.domain.run import ROLES_TIMER
from bot.ports import DirectoryEntry
from bot.storage import deployments, directory, freezes, inbox, neighbours, rosters, timers
from bot.storage.folded import Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who changes it (a Slack user), under which key; `is_admin` and `has_left` are Slack's word."""

    user: str
    is_admin: bool
    key: str
    has_left: bool = False


def change_freezes(
    connection: Connection, intent: FreezeIntent, keeper: Keeper, now: datetime
) -> Refusal | Freezes:
    """Set or end a freeze, once for each key, and have those look around whose window it touches."""
    stored = freezes.load_locked(connection)
    if handled := inbox.seen(connection, keeper.key):
        return handled.refusal or stored.value
    facts = _freeze_facts(connection, keeper, now)
    decision = WHO_LEFT if keeper.has_left else decide(stored.value, intent, facts)
    if isinstance(decision, Refusal):
        _note(connection, keeper, freezes.STREAM, refusal=decision)
        return decision
    for deployment in neighbours.frozen(connection, changed(stored.value, decision)):
        timers.set_timer(connection, deployment, SURROUNDINGS_TIMER, now)
    after = evolve(stored.value, decision)
    numbered = freezes.save(connection, Folded(after, stored.end), decision)
    _note(connection, keeper, freezes.STREAM, [number for number, _ in numbered])
    return after


def _freeze_facts(connection: Connection, keeper: Keeper, now: datetime) -> FreezeFacts:
    person = directory.person(connection, keeper.user)
    roster = rosters.load(connection).value
    return FreezeFacts(
        now=now,
        actor=person,
        is_keeper=r.is_keeper(roster, person, is_admin=keeper.is_admin),
        zone=directory.zone(connection, keeper.user),
    )


def change_roster(
    connection: Connection, intent: r.RosterIntent, keeper: Keeper, now: datetime
) -> Refusal | r.Roster:
    """Change the roster, once for each key; open deployments look anew who stands for their roles."""
    stored = rosters.load_locked(connection)
    if handled := inbox.seen(connection, keeper.key):
        return handled.refusal or stored.value
    person = directory.person(connection, keeper.user)
    facts = r.RosterFacts(now=now, actor=person, is_admin=keeper.is_admin)
    decision = WHO_LEFT if keeper.has_left else r.decide(stored.value, intent, facts)
    if isinstance(decision, Refusal):
        _note(connection, keeper, rosters.STREAM, refusal=decision)
        return decision
    roster = reduce(r.evolve, decision, stored.value)
    numbered = rosters.save(connection, Folded(roster, stored.end), decision) if decision else ()
    if isinstance(intent, r.SetRole) and decision:
        bind_again(connection, deployments.live_ids(connection), now)
    _note(connection, keeper, rosters.STREAM, [number for number, _ in numbered])
    return roster


def note_people(
    connection: Connection, entries: Sequence[DirectoryEntry], read_at: datetime, now: datetime
) -> None:
    """Keep what is known of people and groups; open deployments that it concerns bind their roles anew.

    `read_at` is real time, `now` the plan's.
    """
    if traces := directory.keep(connection, entries, read_at):
        bind_again(connection, deployments.concerned(connection, traces), now)


def bind_again(connection: Connection, ids: Iterable[str], now: datetime) -> None:
    """Have deployments look anew who stands for their roles."""
    for deployment in ids:
        timers.set_timer(connection, deployment, ROLES_TIMER, now)


def _note(
    connection: Connection,
    keeper: Keeper,
    stream: str,
    events: Sequence[int] = (),
    *,
    refusal: Refusal | None = None,
) -> None:
    handled = inbox.Handled(stream=stream, refusal=refusal, events=tuple(events))
    inbox.keep(connection, keeper.key, handled, real_now())
