"""The open deployments, evening by evening: whoever deploys that night sees the others."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.domain.state import Deployment
from bot.domain.times import clock, zone_of
from bot.queries import Known
from commands.blocks import phrases as ph
from commands.blocks.answers import lines, words
from commands.blocks.kit import Content
from commands.blocks.mrkdwn import code
from commands.blocks.status import mark
from commands.blocks.surroundings import conflicts
from commands.words import SLASH

NIGHT_ENDS = timedelta(hours=6)
"""A window that begins before six in the morning belongs to the evening before."""
NO_WINDOW = "Without a window"


def open_list(deployments: Sequence[Known]) -> Content:
    """The open deployments, by the time of their windows, under the evening they belong to."""
    if not deployments:
        return words(f"No deployment is open. `{SLASH} start` opens one.")
    ordered = sorted(deployments, key=lambda known: (_evening(known.state), _begins(known.state)))
    shown = []
    for evening, of_evening in groupby(ordered, key=lambda known: _evening(known.state)):
        shown += [f"*{_day(evening)}*", *(_line(known) for known in of_evening)]
    return lines("Open deployments", shown)


def _begins(state: Deployment) -> str:
    return state.window_start.isoformat() if state.window_start else ""


def _evening(state: Deployment) -> date:
    """The day to whose evening the window belongs, in the plan's zone; without a window the last of all.

    Teams of one instant may call it different days: so evenings come first, instants second.
    """
    if state.window_start is None:
        return date.max
    return (state.window_start.astimezone(zone_of(state.zone)) - NIGHT_ENDS).date()


def _day(evening: date) -> str:
    """`Tue 1 Dec`."""
    return NO_WINDOW if evening == date.max else f"{evening:%a} {evening.day} {evening:%b}"


def _line(known: Known) -> str:
    state = known.state
    when = _hours(state.window_start, state.window_end, state.zone)
    lead = f"lead {ph.person_name(state.lead.all[0])}" if state.lead.all else "no lead"
    what = f"{mark(state, known.plan)} *{ph.title(state)}*: {ph.stands(state)}{when}"
    return ph.sentence(f"{what}", lead, f"<#{state.channel}> {code(state.id)}", conflicts(state))


def _hours(start: datetime | None, end: datetime | None, zone: str) -> str:
    """`, 23:00–01:00 CET`; "" without a window."""
    if start is None or end is None:
        return ""
    return f", {start.astimezone(zone_of(zone)):%H:%M}–{clock(end, zone)}"
