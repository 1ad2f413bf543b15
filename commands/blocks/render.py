"""From a message, as it is known inside, to what Slack is sent; the same state gives the same bytes."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.effects import MessageKind
from bot.domain.masking import NO_NAMES, masked
from bot.errors import Permanent
from bot.ports import Message, Rendered
from commands.blocks import phrases as ph
from commands.blocks.alerts import alerts
from commands.blocks.amendment import amendment
from commands.blocks.chart import chart
from commands.blocks.confirm import confirm
from commands.blocks.departure import departure
from commands.blocks.ending import ending
from commands.blocks.escalation import escalation
from commands.blocks.failure import failure
from commands.blocks.go import go
from commands.blocks.kit import Content, small
from commands.blocks.ladder import ladder
from commands.blocks.limits import problems
from commands.blocks.log import log
from commands.blocks.mrkdwn import without_turns
from commands.blocks.notice import notice
from commands.blocks.question import question
from commands.blocks.record import attached, record
from commands.blocks.reminder import reminder
from commands.blocks.review import review
from commands.blocks.rows import rows
from commands.blocks.smoke import table
from commands.blocks.status import status
from commands.blocks.step import step
from commands.blocks.timeline import timeline
from commands.blocks.value import value

RENDERERS: Mapping[MessageKind, Callable[[Message], Content]] = {
    MessageKind.STATUS: status,
    MessageKind.LOG: log,
    MessageKind.REVIEW: review,
    MessageKind.AMENDMENT: amendment,
    MessageKind.STEP: step,
    MessageKind.FAILURE: failure,
    MessageKind.GO: go,
    MessageKind.CONFIRM: confirm,
    MessageKind.DEPARTURE: departure,
    MessageKind.REMINDER: reminder,
    MessageKind.NOTICE: notice,
    MessageKind.QUESTION: question,
    MessageKind.ENDING: ending,
    MessageKind.ALERTS: alerts,
    MessageKind.LADDER: ladder,
    MessageKind.ESCALATION: escalation,
    MessageKind.VALUE: value,
    MessageKind.ROWS: rows,
    MessageKind.TIMELINE: timeline,
    MessageKind.CHART: chart,
    MessageKind.TESTS: table,
    MessageKind.RECORD: record,
}


def _named(message: Message, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the release: nothing else in a direct conversation tells what a message that shrank was about."""
    title = ph.title(message.state)
    is_direct = message.to and message.kind is not MessageKind.NOTICE
    if not is_direct or any(without_turns(title) in without_turns(text) for text in _read(blocks)):
        return blocks
    first, *others = blocks
    return [first, small(title).to_dict(), *others]


def _read(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """The texts that are read without pressing anything, the labels of buttons apart."""
    for block in blocks:
        if block["type"] == "section":
            yield block["text"]["text"]
        elif block["type"] == "context":
            yield from (element["text"] for element in block["elements"])


def render(message: Message, secrets: tuple[str, ...] = NO_NAMES) -> Rendered:
    """The notification's text, the blocks as JSON, and a fingerprint of both (SHA-256, hexadecimal).

    `secrets` names variables of 5.1 whose values are shown to nobody, beside those that sound so.

    Errors: `Permanent` where it is beyond Slack's limits.
    """
    message = replace(message, plan=masked(message.plan, secrets))
    content = RENDERERS[message.kind](message)
    blocks = _named(message, content.json)
    if found := problems(content.text, blocks):
        raise Permanent(f"Slack would refuse this message: {found[0]}", code="invalid_blocks")
    body = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    fingerprint = hashlib.sha256(f"{content.text}\n{body}".encode()).hexdigest()
    file = attached(message, secrets) if message.kind is MessageKind.RECORD else None
    return Rendered(text=content.text, body=body, fingerprint=fingerprint, attachment=file)
