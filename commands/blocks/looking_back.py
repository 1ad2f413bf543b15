"""What is over: the deployments that ended in some time, and how they went, in figures."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.figures import COUNTED, Figures, Middle
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import day_and_clock, minutes, zone_of
from bot.queries import Ended, LookedBack, Summed
from commands.blocks import phrases as ph
from commands.blocks.answers import lines, words
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import NAME, code, plain
from commands.blocks.status import MARKS
from commands.words import SLASH

SERVICES_SHOWN = 5
A_DAY, AN_HOUR, A_MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def ended(found: Ended) -> Content:
    """The deployments that are over, the newest first; how to find those that are left out."""
    when = _days(found)
    narrower = f"{SLASH} list closed 2026-11-01 2026-11-30 SERVICE @who"
    if not found.states:
        return words(f"No deployment that you ask for ended {when}. {code(narrower)} looks elsewhere.")
    more = found.count - len(found.states)
    left = [f"… and {more} more: {code(narrower)} shows fewer"] if more else []
    title = f"{ph.counted(found.count, 'deployment')} that ended {when}"
    return lines(title, [*map(_line, found.states), *left])


def _line(state: Deployment) -> str:
    at = f" {day_and_clock(state.ended.at, state.zone)}" if state.ended else ""
    lead = f"lead {ph.person_name(state.lead.all[0])}" if state.lead.all else "no lead"
    what = f"{MARKS[state.state]} *{ph.title(state)}*: {state.state}{at}"
    return ph.sentence(what, lead, f"<#{state.channel}> {code(state.id)}")


def stats(found: Summed) -> Content:
    """The figures, in six lines at most; where there is nothing to count it says so."""
    figures, when = found.figures, _days(found)
    whose = f" of {plain(found.service, NAME)}" if found.service else ""
    if not figures.outcomes:
        elsewhere = code(f"{SLASH} stats 365d")
        return words(f"No deployment{whose} ended {when}. {elsewhere} looks back a year.")
    title = f"Deployments{whose} that ended {when}"
    return Content(text=title, blocks=(paragraph(f"*{title}*", *_figures(figures)),))


def _figures(figures: Figures) -> Iterator[str]:
    outcomes = figures.outcomes
    counted = [f"{outcomes[state]} {_outcome(state)}" for state in COUNTED if outcomes.get(state)]
    yield ", ".join(counted)
    if figures.failure_rate is None:
        yield "None of them was deployed: what is cancelled or missed counts in nothing else."
        return
    failed = f"{figures.failed} of {figures.deployed} deployed were rolled back"
    restored = f"time to restore {_middle(figures.restore)}"
    yield f"Change failure rate {figures.failure_rate:.0%}: {failed}; {restored}"
    yield f"From approval to live {_middle(figures.lead)}"
    if figures.took.count:
        planned = f", planned {_length(figures.planned.median)}" if figures.planned.median else ""
        over = f"; {figures.overran} ended after their window" if figures.overran else ""
        yield f"From T-0 to completed {_middle(figures.took)}{planned}{over}; {figures.late} began late"
    if len(figures.services) > 1:
        services = [
            f"{plain(each.service, ph.BRIEF)} {each.deployed}"
            + (f" ({each.failed} rolled back)" if each.failed else "")
            for each in figures.services
        ]
        yield f"Deployed: {ph.listed(services, SERVICES_SHOWN)}"


def _outcome(state: Lifecycle) -> str:
    return "missed their window" if state is Lifecycle.MISSED else f"{state}"


def _middle(middle: Middle) -> str:
    """`1 h 52 min (median of 9)`; a single one is no median."""
    if middle.median is None:
        return "not known of any"
    of = "of one" if middle.count == 1 else f"median of {middle.count}"
    return f"{_length(middle.median)} ({of})"


def _length(time: timedelta) -> str:
    """`3 d 4 h`, `1 h 52 min`, `less than a minute`."""
    if time < A_MINUTE:
        return "less than a minute"
    if time < A_DAY:
        return minutes(time // A_MINUTE)
    days, hours = time // A_DAY, time % A_DAY // AN_HOUR
    return f"{days} d {hours} h" if hours else f"{days} d"


def _days(found: LookedBack) -> str:
    """`between 2 Sep and 1 Dec 2026`; `on 1 Dec 2026`."""
    first, last = (_day(at, found.zone) for at in (found.since, found.until - timedelta.resolution))
    return f"on {last}" if first == last else f"between {first} and {last}"


def _day(at: datetime, zone: str) -> str:
    local = at.astimezone(zone_of(zone))
    return f"{local.day} {local:%b %Y}"
