"""What a run of smoke tests that write may do otherwise when its process dies: once is once, and said so."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.domain.watch import SmokeOutcome
from bot.smoke_errand import BROKEN_OFF
from commands.blocks.smoke import LOOK
from tests.faults.kill.picture import Picture, Verdict, compare, repeated_in

SENT = "SmokeTestSent"
LOGGED = "sent, no answer: look whether it was done"
"""What the log says of a row of which nobody knows what came of it."""
OFFER = "run_writing_tests"
"""The action of the button that runs what is left."""

Event = tuple[object, ...]


def compare_sent(expected: Picture, found: Picture, *, acknowledged: bool) -> Verdict:
    """Judge it: all is as it would be, or it was broken off, which the table says of each row."""
    outcomes = _outcomes(found)
    if not {SmokeOutcome.UNANSWERED, SmokeOutcome.LOCKED} & set(outcomes.values()):
        return compare(expected, found, acknowledged=acknowledged)
    words = [*(f"left over: {what}" for what in found.left), *_otherwise(expected, found, outcomes)]
    repeated = sum(repeated_in(shown) for shown in found.conversations.values())
    return Verdict(repeated=repeated, words=words)


def _otherwise(expected: Picture, found: Picture, outcomes: Mapping[int, str]) -> Iterator[str]:
    """What may not be though it was broken off, in words."""
    before, after = _story(expected), _story(found)
    if after[:-1] != before[: len(after) - 1]:
        yield f"other events: {[event for event in after[:-1] if event not in before]}"
    if twice := [each for each, count in Counter(found.written).items() if count > 1]:
        yield f"sent twice: {twice}"
    requests = dict(zip(_sent(before), expected.written, strict=True))
    told = {
        number: _may_be(number, _sent(after), request in found.written)
        for number, request in requests.items()
    }
    said = {number: outcomes.get(number, "") for number in requests}
    if any(said[number] not in may for number, may in told.items()):
        yield f"sent: {_sent(after)}, came there: {found.written}, said: {said}"
    yield from _not_told(found, [number for number in said if said[number] != SmokeOutcome.PASSED])


def _may_be(number: int, sent: Sequence[int], is_there: bool) -> set[str]:
    """What may be said of a row that writes: only what is sent may come there, and only that has passed."""
    if number not in sent:
        return set() if is_there else {SmokeOutcome.LOCKED}
    unknown = {SmokeOutcome.UNANSWERED} if number == sent[-1] else set[str]()
    return {*unknown, *({SmokeOutcome.PASSED} if is_there else set[str]())}


def _not_told(found: Picture, left: Sequence[int]) -> Iterator[str]:
    """What is left is offered, and asked of somebody; what nobody knows stands in the table."""
    words = [one.words for place in found.conversations.values() for one in place if OFFER in one.words]
    unknown = SmokeOutcome.UNANSWERED in _outcomes(found).values()
    if len(words) != 1 or unknown != (LOOK in words[0]) or (len(left) > unknown) != (BROKEN_OFF in words[0]):
        yield f"what is left is told otherwise: {words}"
    logged = sum(LOGGED in one.words for place in found.conversations.values() for one in place)
    if logged != unknown:
        yield f"the log says it {logged} times"
    asked = " ".join(
        f"{subject}" for _, question, subject, *_ in found.rows["ask"] if "smoke-run" in f"{question}"
    )
    if missing := [number for number in left if f"{number} " not in asked]:
        yield f"nobody is asked for {missing}: {asked}"


def _story(picture: Picture) -> Sequence[Event]:
    """The events of the deployment whose tests they are."""
    streams = {event[0] for event in picture.events if event[2] == SENT}
    return [event for event in picture.events if event[0] in streams]


def _sent(events: Sequence[Event]) -> list[int]:
    """The rows that are said to be sent, in order."""
    return [json.loads(f"{body}")["number"] for _, _, name, body in events if name == SENT]


def _outcomes(picture: Picture) -> dict[int, str]:
    """What the deployment knows of each row."""
    states = [json.loads(f"{body}") for body, _ in picture.rows["deployment"]]
    return {test["number"]: test["result"]["outcome"] for state in states for test in state["watch"]["tests"]}
