"""Somebody says how a row of 8.1 stands that no machine measures; not normal asks as a metric does."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.already import said_by
from bot.domain.authority import Who, ask, ask_lead, owner_names
from bot.domain.by_people import of_people, said_of, unsaid
from bot.domain.confirm_intents import SayMetric
from bot.domain.confirmations import confirmers, role_of
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled, unknown
from bot.domain.metric_rows import Row, unwatched, watched
from bot.domain.people import Holders
from bot.domain.picking import pick
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.progress import watched_step
from bot.domain.raising import raise_question
from bot.domain.refusals import Because, Refusal
from bot.domain.state import LEAD, Deployment
from bot.domain.state_parts import Given


def monitoring(plan: Plan) -> Checkpoint | None:
    """The checkpoint that says that all is normal."""
    return next((each for each in plan.checkpoints if each.kind is CheckpointKind.MONITORING), None)


def watchers(state: Deployment, plan: Plan) -> Holders:
    """Who says how a row stands: who confirms that all is normal, else the step's owner, else the lead."""
    if checkpoint := monitoring(plan):
        return confirmers(state, plan, checkpoint)
    step = watched_step(plan, CheckpointKind.MONITORING)
    owner = state.holders(step.owner) if step else state.lead
    return owner if owner.all else state.lead


def _role(plan: Plan) -> str:
    if checkpoint := monitoring(plan):
        return role_of(plan, checkpoint)
    step = watched_step(plan, CheckpointKind.MONITORING)
    return step.owner if step else LEAD


def _refuse(state: Deployment, _intent: SayMetric, facts: Facts, _doing: str) -> Refusal | None:
    holders = watchers(state, facts.plan)
    if facts.actor and (holders.include(facts.actor) or state.lead.include(facts.actor)):
        return None
    role = _role(facts.plan)
    who = ask(role, holders)
    return not_yours(
        f"How a metric stands says the role “{role}”: {who}; for them the lead: {ask_lead(state)}."
    )


WATCHER = Who("the monitoring step's owner; on their behalf the lead or the lead's deputy", _refuse)


def say(state: Deployment, intent: SayMetric, facts: Facts) -> Decision:
    """Keep what was said, of all that is left where no row is named; not normal asks about a rollback."""
    rows = _meant(state, intent, facts)
    if isinstance(rows, Refusal):
        return rows
    if not intent.is_normal and not intent.note.strip():
        return incomplete("What did you see? The record keeps it, and whoever decides reads it.")
    for row in rows:
        said = said_of(state, facts.plan, row)
        if said and (said.is_normal, said.note) == (intent.is_normal, intent.note):
            how = "normal" if said.is_normal else "not normal"
            given = Given(by=said.by, at=said.at)
            return settled(f"{row.shown} is {how} already, {said_by(given, facts.actor, state)}.")
    holders = watchers(state, facts.plan)
    is_theirs = holders.include(facts.person)
    story = Story(state)
    for row in rows:
        story.add(
            e.MetricSaid(
                at=facts.now,
                by=facts.actor,
                row=row.number,
                name=row.shown,
                is_normal=intent.is_normal,
                note=intent.note,
                as_member_of=holders.membership(facts.person) if is_theirs else "",
                for_whom="" if is_theirs else owner_names(holders, _role(facts.plan)),
            )
        )
    if seen := [each for row in rows if (each := _seen(state, row, intent, facts))]:
        raise_question(story, facts, seen)
    return story.events


def _meant(state: Deployment, intent: SayMetric, facts: Facts) -> tuple[Row, ...] | Refusal:
    """The rows: one that people say, or without words all that are left and normal."""
    every = sorted((*watched(facts.plan), *unwatched(facts.plan)), key=lambda row: row.number)
    listed = "; ".join(f"{row.number} {row.shown}" for row in every) or "none"
    if not intent.wanted.strip():
        left = unsaid(state, facts.plan)
        if not intent.is_normal:
            return unknown(f"Which row of 8.1? There are: {listed}.")
        return left or settled("Of every row of 8.1 is known how it stands: nothing is left to say.")
    picked = pick(intent.wanted, every, lambda row: row.number, lambda row: (row.shown, row.metric.name))
    if len(picked.rows) != 1:
        problem = picked.problem or f"Nothing is called “{intent.wanted}”, or several are"
        return unknown(f"Which row of 8.1? {problem}. There are: {listed}.")
    if picked.rows[0] not in of_people(state, facts.plan) and state.watch.readings:
        reading = state.watch.readings.get(picked.rows[0].key)
        how = f": it is {reading.level}" if reading else ""
        return Refusal(
            Because.NOT_NOW, f"{picked.rows[0].shown} is measured{how}. Nobody need say how it stands."
        )
    return picked.rows


def _seen(state: Deployment, row: Row, intent: SayMetric, facts: Facts) -> Evidence | None:
    """What speaks for a rollback, or does so no more; nothing where it is normal and never was otherwise."""
    asked = state.question or (state.declined.question if state.declined else None)
    known = next(
        (
            each
            for each in (asked.evidence if asked else ())
            if (each.kind, each.subject) == (EvidenceKind.METRIC, row.key)
        ),
        None,
    )
    if intent.is_normal:
        return replace(known, is_over=True) if known and not known.is_over else None
    since = known.since if known and not known.is_over else facts.now
    text = f"{row.shown} is not normal: {intent.note}"
    return Evidence(kind=EvidenceKind.METRIC, subject=row.key, text=text, since=since)
