"""The Home tab: what waits for me, what is running, what is coming. It lists and links, without controls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.views import View

from bot.domain.times import day_and_clock
from bot.ports import Place
from bot.queries import AskedOf, Home, Listed
from commands.blocks import phrases as ph
from commands.blocks.kit import paragraph, paragraphs_of, small
from commands.blocks.mrkdwn import ACTION, plain, yours
from commands.blocks.status import mark
from commands.words import SLASH

ASKS_SHOWN = 5
"""Of one deployment."""
WAITING_SHOWN, RUNNING_SHOWN, COMING_SHOWN = 15, 15, 20
"""More than these nobody reads on one page."""

JsonView = dict[str, Any]


def home_view(home: Home, now: datetime, workspace_url: str) -> JsonView:
    """What one person sees. `now` is of the plan's clock; `workspace_url` is `https://….slack.com/`."""
    waiting = [line for asked in home.waiting[:WAITING_SHOWN] for line in _asked(asked, workspace_url)]
    running = [_listed(one, workspace_url) for one in home.running[:RUNNING_SHOWN]]
    coming = [_listed(one, workspace_url) for one in home.coming[:COMING_SHOWN]]
    blocks = [
        paragraph("*What waits for you*"),
        *_lines(waiting, "Nothing waits for you.", len(home.waiting) - WAITING_SHOWN, "mine"),
        paragraph("*Running now*"),
        *_lines(running, "Nothing is running.", len(home.running) - RUNNING_SHOWN, "list"),
        paragraph("*Coming in the next 14 days*"),
        *_lines(coming, "Nothing is planned.", len(home.coming) - COMING_SHOWN, "list"),
        small(f"As of {yours(now, '{date_short_pretty} {time}')}: open this tab again to see what is new."),
    ]
    view: JsonView = View(type="home", blocks=blocks).to_dict()
    return view


def trouble_view(text: str) -> JsonView:
    """That the tab could not be made; `text` is plain."""
    view: JsonView = View(type="home", blocks=[paragraph(plain(text))]).to_dict()
    return view


def _lines(lines: Sequence[str], empty: str, beyond: int, word: str) -> list[Any]:
    more = [f"… and {ph.counted(beyond, 'deployment')} more: `{SLASH} {word}`"] if beyond > 0 else []
    return list(paragraphs_of([*(lines or [empty]), *more]))


def _asked(asked: AskedOf, workspace_url: str) -> list[str]:
    if not asked.asks:
        return []
    lines = [f"*{_title(asked.listed, workspace_url)}*, <#{asked.listed.state.channel}>"]
    for each, place in asked.asks[:ASKS_SHOWN]:
        lines.append(f"• {_linked(plain(ph.awaited(each), ACTION), place, workspace_url)}")
    beyond = len(asked.asks) - ASKS_SHOWN
    return [*lines, f"… and {beyond} more"] if beyond > 0 else lines


def _listed(listed: Listed, workspace_url: str) -> str:
    state = listed.state
    when = f", {day_and_clock(state.window_start, state.zone)}" if state.window_start else ""
    title = _title(listed, workspace_url)
    return f"{mark(state, listed.plan)} *{title}*: {ph.stands(state)}{when}; <#{state.channel}>"


def _title(listed: Listed, workspace_url: str) -> str:
    return _linked(ph.title(listed.state), listed.root, workspace_url)


def _linked(label: str, place: Place | None, workspace_url: str) -> str:
    """Text of ours as a link to a message; as it is where the message is not posted yet."""
    if place is None:
        return label
    thread = f"?thread_ts={place.thread}&amp;cid={place.channel}" if place.thread else ""
    return f"<{workspace_url}archives/{place.channel}/p{place.ts.replace('.', '')}{thread}|{label}>"
