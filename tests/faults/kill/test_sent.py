"""What is said of a run of smoke tests that was broken off."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.domain.watch import SmokeOutcome
from bot.smoke_errand import BROKEN_OFF
from commands.blocks.smoke import LOOK
from tests.faults.kill.picture import Picture, Shown, Verdict
from tests.faults.kill.sent import LOGGED, OFFER, SENT, compare_sent

PASSED, UNKNOWN, NOT_SENT = SmokeOutcome.PASSED, SmokeOutcome.UNANSWERED, SmokeOutcome.LOCKED
REQUESTS = {2: "POST /login", 4: "POST /cart"}


def ended(
    outcomes: Mapping[int, str], sent: Sequence[int], came: Sequence[int], *words: str, asked: str = ""
) -> Picture:
    """A run in which the rows were sent and came there, and what is known, shown and asked of them."""
    told = [(SENT, {"number": number}) for number in sent]
    tests = [{"number": number, "result": {"outcome": outcome}} for number, outcome in outcomes.items()]
    body = json.dumps({"watch": {"tests": tests}})
    asks = (("WEB-1", "smoke-run:2", asked, "U0QUINN", None),)
    return Picture(
        events=tuple(
            ("WEB-1", index, name, json.dumps(what))
            for index, (name, what) in enumerate([*told, ("SmokeTestsRun", {})])
        ),
        rows={"deployment": ((body, len(told) + 1),), "ask": asks if asked else ()},
        conversations={"C1": tuple(Shown(each, "", f"{index}") for index, each in enumerate(words))},
        told=Counter(),
        left=(),
        written=tuple(REQUESTS[number] for number in came),
    )


WHOLE = ended({2: PASSED, 4: PASSED}, (2, 4), (2, 4), "passed")
TABLE = f"{LOOK} {BROKEN_OFF} {OFFER}"
BROKEN = ended({2: UNKNOWN, 4: NOT_SENT}, (2,), (2,), TABLE, LOGGED, asked="2 Login, 4 Cart")


def judged(found: Picture) -> Verdict:
    """By the run that was not disturbed."""
    return compare_sent(WHOLE, found, acknowledged=True)


@pytest.mark.parametrize(
    "found",
    [
        WHOLE,
        BROKEN,
        replace(BROKEN, written=()),
        ended({2: PASSED, 4: NOT_SENT}, (2,), (2,), f"{BROKEN_OFF} {OFFER}", asked="4 Cart"),
        ended({2: PASSED, 4: UNKNOWN}, (2, 4), (2, 4), f"{LOOK} {OFFER}", LOGGED, asked="4 Cart"),
    ],
    ids=["all as it would be", "in the first", "never came there", "between two", "in the last"],
)
def test_what_is_broken_off_and_said_holds(found: Picture) -> None:
    """Wherever it was."""
    assert Verdict() == judged(found)


@pytest.mark.parametrize(
    "found",
    [
        replace(BROKEN, left=("errand x",)),
        replace(BROKEN, written=("POST /login", "POST /login")),
        replace(BROKEN, written=("POST /login", "POST /cart")),
        ended({2: PASSED, 4: NOT_SENT}, (2,), (), f"{BROKEN_OFF} {OFFER}", asked="4 Cart"),
        ended({2: UNKNOWN, 4: PASSED}, (2, 4), (2, 4), f"{LOOK} {OFFER}", LOGGED, asked="2 Login"),
        ended({2: UNKNOWN}, (2,), (2,), TABLE, LOGGED, asked="2 Login, 4 Cart"),
        ended({2: UNKNOWN, 4: NOT_SENT}, (2, 2), (2,), TABLE, LOGGED, asked="2 Login, 4 Cart"),
        ended({2: UNKNOWN, 4: NOT_SENT}, (2,), (2,), f"{LOOK} {BROKEN_OFF}", LOGGED, asked="2 Login, 4 Cart"),
        ended(
            {2: UNKNOWN, 4: NOT_SENT}, (2,), (2,), f"{BROKEN_OFF} {OFFER}", LOGGED, asked="2 Login, 4 Cart"
        ),
        ended({2: UNKNOWN, 4: NOT_SENT}, (2,), (2,), TABLE, asked="2 Login, 4 Cart"),
        ended({2: UNKNOWN, 4: NOT_SENT}, (2,), (2,), TABLE, LOGGED, asked="2 Login"),
        replace(BROKEN, conversations={"C1": BROKEN.conversations["C1"] * 2}),
    ],
    ids=[
        "left over",
        "came twice",
        "came though it is said not to be sent",
        "passed though it never came",
        "nobody knows of one before the last",
        "nothing said of one",
        "sent twice",
        "the rest not offered",
        "not told that nobody knows",
        "not logged",
        "nobody asked",
        "posted twice",
    ],
)
def test_whatever_else_differs_does_not_hold(found: Picture) -> None:
    """What is sent, what came there, what is said, offered and asked: all are looked at."""
    assert not judged(found).holds
