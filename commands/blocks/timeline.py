"""The timeline of a rollback, for its post-mortem: a line a decision, in the plan's zone and in UTC."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime

from bot.domain.authority import claimer
from bot.domain.event import Event
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.post_mortem import owner, post_mortem
from bot.domain.state import Deployment
from bot.domain.timeline import Decision, Page, timeline as decisions_of
from bot.domain.times import clock, zone_of
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraphs_of
from commands.blocks.mrkdwn import ELLIPSIS, unmentioned
from commands.blocks.sentences import sentences

CHARACTERS, LINE, LINES = 9_500, 260, 120
"""How much of a page its lines take together, each at most, and how many they are."""


def timeline(message: Message) -> Content:
    """One page of it."""
    state, plan = message.state, message.plan
    page = Page.parse(message.subject)
    every = [line for decision in decisions_of(message.events) for line in _lines(decision, state, plan)]
    each = min(-(-len(every) // page.pages), LINES)
    left = len(every) - each * page.pages
    shown = every[(page.number - 1) * each : page.number * each]
    longest = min(LINE, CHARACTERS // max(1, len(shown)))
    part = f", part {page.number} of {page.pages}" if page.pages > 1 else ""
    title = f"*Timeline{part}*: {ph.title(state)}"
    more = [f"*{ph.counted(left, 'line')} more, later than these: see the thread*"] if left > 0 else []
    lines = (_cut(line, longest) for line in shown)
    blocks = paragraphs_of(
        [title, *_whose(message, page), *lines, *(more if page.number == page.pages else [])]
    )
    return Content(text=f"{ph.brief(state)}: the timeline for the post-mortem{part}", blocks=tuple(blocks))


def _whose(message: Message, page: Page) -> Iterator[str]:
    """On its first page whose the post-mortem is; the others follow it."""
    person = owner(message.state, message.plan)
    if page.number > 1 or person is None:
        return
    step = post_mortem(message.state, message.plan)
    is_open = step is not None and claimer(message.state, step) is None
    others = "; whoever presses *Start* in its call takes it on" if is_open else ""
    whose = "yours" if message.to == person.id else f"{ph.person_name(person)}'s"
    yield f"The post-mortem is {whose}{others}"


def _lines(decision: Decision, state: Deployment, plan: Plan) -> Iterator[str]:
    """What was a call then calls nobody again: it names them."""
    for event, text in sentences(decision, state, plan):
        names = {person.id: person.name for person in (*state.everyone, *_people_in(event))}
        by = f" – {ph.person_name(event.by)}" if event.by else ""
        yield f"{_when(event.at, state.zone)}  {unmentioned(text, names)}{by}"


def _people_in(event: Event) -> Iterator[Person]:
    for each in fields(event):
        value = getattr(event, each.name)
        yield from (
            one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Person)
        )


def _when(at: datetime, zone: str) -> str:
    """`Tue 23:14 CET (22:14Z)`: a run may last beyond midnight."""
    return f"{at.astimezone(zone_of(zone)):%a} {clock(at, zone)} ({at.astimezone(UTC):%H:%M}Z)"


def _cut(line: str, longest: int) -> str:
    """The line, cut between words where it is too long, and never within an address, a name or code."""
    if len(line) <= longest:
        return line
    cut = line[: longest - len(ELLIPSIS) - 1].rpartition(" ")[0]
    if cut.count("<") > cut.count(">"):
        cut = cut[: cut.rindex("<")].rstrip()
    closing = "".join(mark for mark in "`*" if cut.count(mark) % 2)
    return f"{cut}{ELLIPSIS}{closing}"
