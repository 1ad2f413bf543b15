"""The picture of metrics in the thread: what it shows in a line, and in words for whoever does not see it."""

from slack_sdk.models.blocks import Block, ImageBlock
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.domain import events as e
from bot.domain.metric_rows import watched
from bot.domain.plan import Plan
from bot.domain.times import span
from bot.domain.watch import Drawn
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph, small
from commands.blocks.mrkdwn import NAME, plain
from commands.charts.text import is_readable

SHOWN = 3
WORDS = 1_900
"""Characters of what a picture shows, in words."""


def chart(message: Message) -> Content:
    """What was drawn, and of which time."""
    event = message.events[0]
    assert isinstance(event, e.ChartDrawn), "a chart's message tells that it was drawn"
    drawn, state = event.drawn, message.state
    names = ph.listed(_names(drawn, message.plan), SHOWN)
    when = span(drawn.start, drawn.end, state.zone)
    left = "" if drawn.about else _left(drawn, message.plan)
    return Content(
        text=f"{ph.brief(state)}: chart of {names}",
        blocks=(paragraph(f"*{names}*{left}, {when}"), *_shown(drawn), *_numbered(drawn, message.plan)),
    )


def _names(drawn: Drawn, plan: Plan) -> list[str]:
    rows = {row.key: row.shown for row in watched(plan)}
    return [plain(rows.get(key, key.partition("\n")[0]), NAME) for key in drawn.metrics]


def _left(drawn: Drawn, plan: Plan) -> str:
    """At the end all are drawn, as far as a picture has room."""
    left = len(watched(plan)) - len(drawn.metrics)
    return f" (not drawn: {ph.counted(left, 'row')} of 8.1)" if left > 0 else ""


def _numbered(drawn: Drawn, plan: Plan) -> tuple[Block, ...]:
    """Which rows the picture calls by their numbers: it has no letters for their names."""
    if not drawn.picture:
        return ()
    rows = [
        f"row {row.number} is {plain(row.shown, NAME)}"
        for row in watched(plan)
        if row.key in drawn.metrics and not is_readable(row.shown)
    ]
    return (small(f"In the picture: {', '.join(rows)}"),) if rows else ()


def _shown(drawn: Drawn) -> tuple[Block, ...]:
    if drawn.picture:
        return (ImageBlock(alt_text=drawn.words, slack_file=SlackFile(id=drawn.picture)),)
    said = small(f"The picture could not be uploaded: {plain(drawn.why, NAME)}")
    return (paragraph(plain(drawn.words, WORDS)), said)
