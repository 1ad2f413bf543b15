"""What `alerts` lists: all that came in for a deployment, and what concerns none."""

from collections.abc import Sequence

from slack_sdk.models.blocks import StaticSelectElement

from bot.domain import intents as i
from bot.domain.alerts import Loose
from bot.domain.lifecycle import RULES
from bot.domain.plan import Plan
from bot.domain.sightings import Sighting
from bot.domain.state import Deployment
from bot.domain.times import clock, day_and_clock
from bot.queries import Known
from commands.blocks import phrases as ph
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.alerts import WHY, line, over_at, sorted_out
from commands.blocks.answers import lines
from commands.blocks.kit import Content, actions, option, select
from commands.blocks.mrkdwn import code, link, plain
from commands.words import SLASH

SHOWN = 12
"""How many of each kind have a line."""
OFFERED = 25
"""So many can be chosen from; the others are typed."""


def alert_list(known: Known | None, loose: Sequence[Loose]) -> Content:
    """The alerts of a deployment (`None`: of no one) and those that concern none, with a way to tie them."""
    title, found = "Alerts", list[str]()
    if known:
        title = f"Alerts of {ph.title(known.state)}"
        found = of_deployment(known.state, known.plan) or ["No alert came in for it."]
    nobody = [_loose(each) for each in loose]
    if nobody:
        found += ["*Of no deployment, in the last day*", *nobody]
        if known is None:
            found.append(f"{code(f'{SLASH} attach ID NUMBER')} ties one to a deployment")
    elif known is None:
        found.append("In the last day no alert came in that concerns no deployment.")
    content = lines(title, found)
    chosen = actions(_tie(known.state, loose)) if known else ()
    return Content(text=content.text, blocks=(*content.blocks, *chosen))


def _tie(state: Deployment, loose: Sequence[Loose]) -> StaticSelectElement | None:
    if state.state not in RULES[i.AttachAlert].states:
        return None
    options = [
        option(
            f"{each.number} {each.alert.title}",
            ButtonValue(deployment=state.id, subject=str(each.number)).spell(),
        )
        for each in loose[:OFFERED]
    ]
    return select(ActionId.ATTACH, "Tie one to this deployment", options) if options else None


def of_deployment(state: Deployment, plan: Plan) -> list[str]:
    """All that a deployment knows, a line each, under what it is."""
    news, expected, old = sorted_out(state, plan)
    groups = (("New", news), ("Expected", expected), ("Fired before", old), ("Over", state.alerts.over))
    found: list[str] = []
    for title, sightings in groups:
        if sightings:
            shown = [_line(state, plan, each) for each in sightings[:SHOWN]]
            more = len(sightings) - len(shown) + (state.alerts.beyond if sightings is news else 0)
            found += [f"*{title}*", *shown, *([f"… and {more} more"] if more else [])]
    return found


def _line(state: Deployment, plan: Plan, each: Sighting) -> str:
    ended = "" if each.is_live else f"; over {clock(over_at(each), state.zone)}"
    by = f", by {ph.person_name(each.by)}" if each.by else ""
    return f"{line(state, plan, each).removesuffix(')')}{by}){ended}"


def _loose(each: Loose) -> str:
    """`7 high Disk, firing since Tue 1 Dec 22:00 UTC, Grafana: no plan under way names anything in it`."""
    alert = each.alert
    severity = f"*{alert.severity}* " if alert.severity else ""
    since = "" if alert.status.is_over else f" since {day_and_clock(alert.fired_at, '')}"
    why = f": {plain(each.why, WHY)}" if each.why else ""
    said = f"{code(str(each.number))} {severity}{link(alert.url, alert.title)}"
    return f"{said}, {alert.status}{since}, {alert.source}{why}"
