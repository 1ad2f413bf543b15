"""The alerts of a deployment: the thread's message, the lines of other messages, the log."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.alarming import news
from bot.domain.alerts import AlertStatus
from bot.domain.plan import Plan
from bot.domain.sightings import Sighting
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import clock, day_and_clock, zone_of
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph, small
from commands.blocks.mrkdwn import NAME, code, link, plain
from commands.blocks.sentence_parts import Sentences
from commands.words import SLASH

SHOWN = 3
"""How many new alerts have a line of their own, and how many names a line has: the message has six."""
VALUE, WHY = 80, 120
"""How much of what was measured is shown, and of why an alert is of a deployment."""
SAME_EVENING = timedelta(hours=12)
"""What fired earlier has its day said with it."""
QUIET = (Lifecycle.CANCELLED, Lifecycle.MISSED)


def alerts(message: Message) -> Content:
    """What fires, the news first, each with why it is of this deployment; and what is over."""
    state, plan = message.state, message.plan
    new, expected, old = sorted_out(state, plan)
    over = [each for each in state.alerts.over if state.begun and over_at(each) >= state.begun.at]
    shown = [line(state, plan, each) for each in new[:SHOWN]]
    more = len(new) - len(shown) + state.alerts.beyond
    if more and shown:
        shown[-1] += f"; *and {more} more*"
    rest = ph.sentence(
        f"Expected: {_names(state, expected)}" if expected else "",
        f"Fired before: {_names(state, old)}" if old else "",
    )
    ended = f"Over: {_names(state, over)}" if over else ""
    count = len(new) + state.alerts.beyond
    return Content(
        text=f"{ph.brief(state)}: {_head(count, expected, old)}{_first_named(new)}",
        blocks=(
            paragraph(
                f"{'🔔' if count else '🔕'} *{_head(count, expected, old)}*, {ph.title(state)}",
                *shown,
                rest,
                ended,
            ),
            small(f"All of them, and why they are of this deployment: {code(f'{SLASH} alerts {state.id}')}"),
        ),
    )


def sorted_out(
    state: Deployment, plan: Plan
) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...], tuple[Sighting, ...]]:
    """What fires: new, expected by a step, and old."""
    live, new = state.alerts.live, news(state, plan)
    old = tuple(each for each in live if each.is_old)
    expected = tuple(each for each in live if not each.is_old and each not in new)
    return new, expected, old


def _head(news: int, expected: Sequence[Sighting], old: Sequence[Sighting]) -> str:
    if news:
        return f"{ph.counted(news, 'new alert')}"
    if expected or old:
        return "No new alert"
    return "No alert fires any more"


def _first_named(news: Sequence[Sighting]) -> str:
    if not news:
        return ""
    more = f" and {len(news) - 1} more" if len(news) > 1 else ""
    return f", {plain(news[0].title, ph.BRIEF)}{more}"


def over_at(each: Sighting) -> datetime:
    """When it was heard that an alert is over."""
    return each.over_at or each.noted_at


def line(state: Deployment, plan: Plan, each: Sighting) -> str:
    """`*critical* HighErrorRate: 7.2 %, since 23:14, during step 6; label service=web-shop, …`."""
    severity = f"*{each.severity}* " if each.severity else ""
    acknowledged = ", acknowledged" if each.status is AlertStatus.ACKNOWLEDGED else ""
    value = f": {plain(each.value, VALUE)}" if each.value else ""
    joined = _joined(plan, each)
    said = f"• {severity}{link(each.url, each.title)}{value}, since {_when(state, each.fired_at)}"
    return f"{said}{acknowledged}{joined} ({plain(each.why, WHY)})"


def _joined(plan: Plan, each: Sighting) -> str:
    """`, during step 6, Deploy application`, else after the last change that was made; "" before any."""
    if step := plan.step(each.step) if each.step else None:
        return f", during {ph.step_words(step, ph.BRIEF)}"
    change = plan.step(each.change) if each.change else None
    return f", after {ph.step_words(change, ph.BRIEF)}" if change else ""


def _when(state: Deployment, at: datetime) -> str:
    """`23:14`; with its day where that is another."""
    noted = state.begun.at if state.begun else at
    if abs(noted - at) < SAME_EVENING and state.begun:
        return ph.hour(state, at)
    return day_and_clock(at, state.zone)


def _names(state: Deployment, sightings: Sequence[Sighting]) -> str:
    """`disk since Mon 30 Nov 08:00 CET, cpu since 22:10 and 2 more`."""
    names = [
        f"{plain(each.title, NAME)} since {_when(state, each.fired_at)}"
        if each.is_live
        else f"{plain(each.title, NAME)} {clock(over_at(each), state.zone)}"
        for each in sightings
    ]
    return ph.listed(names, SHOWN)


def counts(state: Deployment, plan: Plan) -> str:
    """`alerts 1 old, 0 new`, for the status message; "" where nothing fires."""
    new, expected, old = sorted_out(state, plan)
    if not state.alerts.live or not state.begun or state.state in QUIET:
        return ""
    folded = f", {len(expected)} expected" if expected else ""
    return f"alerts {len(old)} old, {len(new) + state.alerts.beyond} new{folded}"


def firing(state: Deployment) -> str:
    """`Already firing: disk, since Mon`: what whoever says Go has to know; "" where nobody knows."""
    live = state.alerts.live
    if live:
        names = [f"{plain(each.title, ph.BRIEF)}, since {_day(state, each.fired_at)}" for each in live]
        beyond = f" and {state.alerts.beyond} more" if state.alerts.beyond else ""
        return f"⚠️ Already firing: {ph.listed(names, SHOWN, '; ')}{beyond}"
    asked = ph.listed([source.value for source in state.alerts.asked], SHOWN)
    return f"Nothing fires, as {asked} had it" if asked else ""


def _day(state: Deployment, at: datetime) -> str:
    """`Mon`, or the hour where it is of this day."""
    local = at.astimezone(zone_of(state.zone))
    begun = state.begun.at.astimezone(zone_of(state.zone)) if state.begun else local
    return ph.hour(state, at) if local.date() == begun.date() else f"{local:%a} {local.day} {local:%b}"


def _attached(event: e.AlertAttached, _state: Deployment, _plan: Plan) -> str:
    return f"Alert {plain(event.alert.title, NAME)} is tied to this deployment"


def _reported(event: e.AlertsReported, _state: Deployment, plan: Plan) -> str:
    shown = [f"{plain(each.title, NAME)} {each.status}" for each in event.alerts]
    steps = {each.step for each in event.alerts if each.is_live}
    step = plan.step(steps.pop()) if len(steps) == 1 else None
    during = f", during {ph.step_words(step)}" if step else ""
    return f"{ph.counted(len(event.alerts), 'alert')}: {ph.listed(shown, SHOWN)}{during}"


def _baseline(event: e.BaselineRead, _state: Deployment, _plan: Plan) -> str:
    asked = ph.listed([source.value for source in event.asked], SHOWN)
    return f"What fires already was asked of {asked or 'nobody'}"


SENTENCES: Sentences = {
    e.AlertsReported: _reported,
    e.AlertAttached: _attached,
    e.BaselineRead: _baseline,
}
