"""Which alerts ask for a rollback: those that fire, are neither old nor expected, and what became of them."""

from collections.abc import Iterable, Sequence

from bot.domain import events as e
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.expecting import is_expected
from bot.domain.facts import Facts, Story
from bot.domain.grading import by_bands, spaced
from bot.domain.plan import Plan, Severity
from bot.domain.raising import is_anything_to_roll_back, raise_question, with_severity
from bot.domain.sightings import WEIGHTS, Sighting
from bot.domain.state import Deployment

MOST = 20
"""So many alerts speak for one question; of more only what is worse than all of them. The thread has all."""


def news(state: Deployment, plan: Plan) -> tuple[Sighting, ...]:
    """What fires that somebody has to look at, the worst first."""
    return tuple(each for each in state.alerts.live if not each.is_old and not is_expected(state, plan, each))


def ask_about_alerts(story: Story, facts: Facts, ended: Iterable[Sighting] = ()) -> None:
    """Have what is news speak for a rollback, and what is over no more; what was said before is no news.

    `ended` is what has just ended: of more than are remembered each is noted all the same.

    Nothing is asked before there is anything to roll back: whoever says Go reads what fires.
    """
    state = story.state
    if not state.alerts.known or not is_anything_to_roll_back(state, facts.plan, facts.now):
        return
    known = _known(state)
    found = [*news(state, facts.plan)]
    seen = [_evidence(facts.plan, each) for each in found]
    seen = _chosen(known, seen, _since_continue(state, found))
    gone = {each.key: each for each in (*ended, *state.alerts.over)}
    over = [_evidence(facts.plan, each) for each in gone.values() if each.key in known]
    if seen or over:
        raise_question(story, facts, [*seen, *over])


def with_alerts_asked(state: Deployment, events: tuple[e.Event, ...], facts: Facts) -> tuple[e.Event, ...]:
    """The events of a decision, with what alerts ask since: the first step was begun, say, or one ended."""
    heard = any(isinstance(event, e.AlertsReported | e.AlertAttached) for event in events)
    if not events or not (heard or state.alerts.known):
        return events
    story = Story(state)
    for event in events:
        story.add(event)
    reported = (each for event in events if isinstance(event, e.AlertsReported) for each in event.alerts)
    ask_about_alerts(story, facts, [each for each in reported if not each.is_live])
    return story.events


def _known(state: Deployment) -> dict[str, Evidence]:
    """What alerts said for the open question, or for the one that was declined, by their keys."""
    declined = state.declined.question if state.declined else None
    asked = state.question or declined
    evidence: Iterable[Evidence] = asked.evidence if asked else ()
    return {each.subject: each for each in evidence if each.kind is EvidenceKind.ALERT}


def _since_continue(state: Deployment, found: Iterable[Sighting]) -> frozenset[str] | None:
    """Those first heard of after Continue, by their keys; `None` while it is asked, or before it ever was."""
    if state.question or state.declined is None:
        return None
    at = state.declined.at
    return frozenset(each.key for each in found if each.noted_at > at)


def _chosen(
    known: dict[str, Evidence], seen: Sequence[Evidence], later: frozenset[str] | None
) -> list[Evidence]:
    """What is known of them, and as many others as there is room for beside those that hold.

    After Continue the others are those that came `later`: what was beyond the room then is no news.
    """
    holding = [each for each in known.values() if not each.is_over]
    fresh = [each for each in seen if each.subject not in known]
    room = max(MOST - len(holding), 0)
    first = fresh[:room] if later is None else [each for each in fresh if each.subject in later][:MOST]
    taken = [each for each in seen if each.subject in known] + first
    worst = max((WEIGHTS[each.severity] for each in (*holding, *taken)), default=-1)
    return [*taken, *(each for each in fresh if each not in first and WEIGHTS[each.severity] > worst)]


def _evidence(plan: Plan, each: Sighting) -> Evidence:
    """An alert as it speaks for a rollback: the severity is the monitor's, else of 8.1, else of 6.1."""
    measured = f": {each.value}" if each.value else ""
    during = f", during step {each.step}" if each.step else ""
    return Evidence(
        kind=EvidenceKind.ALERT,
        subject=each.key,
        text=f"{each.title}{measured}{during}",
        since=each.fired_at,
        severity=_severity(plan, each),
        url=each.url,
        is_over=not each.is_live,
    )


def _severity(plan: Plan, each: Sighting) -> Severity | None:
    if severity := each.severity or by_bands(plan, each):
        return severity
    in_words = Evidence(
        kind=EvidenceKind.ALERT, subject=each.key, text=spaced(each.title), since=each.fired_at
    )
    return with_severity(in_words, plan).severity
