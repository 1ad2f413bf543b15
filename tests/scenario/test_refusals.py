"""Who may not, what is not now, what nobody understands: an answer each, and nothing changed."""

import re
from pathlib import Path

import pytest

from sandbox.cast import octal
from tests.golden import matches_golden
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.in_vain import refused, refused_press
from tests.scenario.night import Night
from tests.scenario.test_first_journey import SIGNERS

GOLDEN = Path(__file__).parent / "golden"
ID = "WEB-DEPLOY-041"
START = "start web-shop 4.12.0 2026-12-01 23:00"
SOMEBODY = re.compile("|".join(user.name for user in octal().users.values() if not user.is_bot))

INTENTS = {
    "submit": "tess",
    "approve": "pia",
    "reject the way back is not tested": "pia",
    "check 1": "ana",
    "begin": "ana",
    "go": "ana",
    "hold the database is slow": "dba",
    "resume": "ana",
    "cancel the supplier is down": "ana",
    "step 2 start": "dev",
    "step 2 done": "dev",
    "step 2 fail it is red": "dev",
    "step 2 skip by hand": "dev",
    "step 2 retry": "dev",
    "rollback critical error rate 7 %": "ana",
    "confirm smoke tests pass": "quinn",
}
"""Everything that people can ask of a deployment, and who might."""
NAMES = {text: text.split()[0] if not text.startswith("step") else text.split()[2] for text in INTENTS}

IN_VAIN = {
    "draft": "approve reject begin go hold resume start done fail skip retry rollback confirm",
    "in review": "submit begin go hold resume start done fail skip retry rollback confirm",
    "approved": "submit approve reject go hold resume start done fail skip retry rollback confirm",
    "pre-deployment": "submit approve reject begin go resume start done fail skip retry rollback confirm",
    "deploying": "submit approve reject check begin go resume cancel start done fail skip retry confirm",
    "verifying": "submit approve reject check begin go resume cancel start done fail skip retry confirm",
    "completed": "submit approve reject check begin go hold resume cancel start done fail skip retry confirm",
    "rolling back": " ".join(NAMES.values()),
    "rolled back": " ".join(NAMES.values()),
    "cancelled": " ".join(NAMES.values()),
    "missed": "submit approve reject check begin go hold resume start done fail skip retry rollback confirm",
}
"""By state: what the right person asks in vain; step 2 is not called yet, or over since long."""


async def out_of_time(night: Night, state: str) -> None:
    """Everything that the right people ask in vain now."""
    assert f"production: {state}" in await refused(night, "ned", f"status {ID}")
    for text, who in INTENTS.items():
        if NAMES[text] in IN_VAIN[state].split():
            await refused(night, who, with_id(text))


async def by_a_stranger(night: Night) -> None:
    """Everything, asked by somebody whom the plan does not name: they hear by name who may."""
    for text in INTENTS:
        answer = await refused(night, "ned", with_id(text))
        assert SOMEBODY.search(answer), answer


def with_id(text: str) -> str:
    """The command with the deployment's ID after its word: not every state is open."""
    word, _, rest = text.partition(" ")
    return f"{word} {ID} {rest}"


async def test_in_every_state_all_that_may_not_be_is_refused_and_changes_nothing(night: Night) -> None:
    """On the way to Completed and back to Rolled back a stranger hears who may, the right people why not."""
    await night.types("tess", START)
    await by_a_stranger(night)
    await out_of_time(night, "draft")
    await night.types("tess", "submit")
    await out_of_time(night, "in review")
    for signer in SIGNERS:
        await night.types(signer, "approve")
    await out_of_time(night, "approved")
    await night.types("ana", "begin override it was checked by telephone")
    await out_of_time(night, "pre-deployment")
    for step in (1, 2, 3, 4):
        await night.types("ana", f"step {step} done")
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")
    await by_a_stranger(night)
    await out_of_time(night, "deploying")
    for step in (5, 6, 7, 8, 9):
        await night.types("ana", f"step {step} done")
    await out_of_time(night, "verifying")
    for step in (10, 11, 12, 13, 14):
        await night.types("ana", f"step {step} done")
    await as_planned(night)
    await night.types("quinn", "smoke all passed")
    for who, checkpoint in (("quinn", "smoke"), ("omar", "monitoring"), ("ana", "1"), ("pia", "release")):
        await night.types(who, f"confirm {checkpoint}")
    await out_of_time(night, "completed")
    await night.types("ana", f"rollback {ID} critical orders are lost")
    await out_of_time(night, "rolling back")
    for step in (1, 2, 3, 4, 5, 6):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    await by_a_stranger(night)
    await out_of_time(night, "rolled back")


async def test_what_was_cancelled_or_missed_answers_too(night: Night) -> None:
    """A deployment that was given up says by whom, one that was missed that it can only be cancelled."""
    await night.types("tess", START)
    await night.types("sam", "cancel wrong version")
    await out_of_time(night, "cancelled")
    assert "cancelled by Sam Whitfield" in await refused(night, "ana", f"cancel {ID} once more")


async def test_a_missed_window_can_only_be_cancelled(night: Night) -> None:
    """When the window ends and nobody began, everything is refused but cancel."""
    await night.types("tess", START)
    await night.at("01:00")
    await out_of_time(night, "missed")
    begin = await refused(night, "ana", "begin")
    assert "missed" in begin
    await night.types("ana", "cancel the window is over")
    assert "cancelled" in await night.sees("ana", "Web shop 4.12.0, production")


GARBAGE = (
    "hello",
    "strat web-shop 4.12.0",
    "WEB-DEPLOY-041",
    "list all of them",
    "mine please",
    "status please",
    "status WEB-DEPLOY-999",
    "status web-deploy-041.7",
    "status WEB-DEPLOY-041.99999999999999999999999",
    "start web-shop",
    "start nothing 1.0",
    "start ../../etc/passwd 1.0",
    "start web-shop 4.12.0 tomorrow",
    "start web-shop 4.12.0 2026-13-45 23:00",
    "submit WEB-DEPLOY-999",
    "submit it now",
    "approve 99",
    "approve “Zebra Sign-off”",
    "approve T-1 is fine",
    "reject",
    "reject 1",
    "check",
    "check 99",
    "check the weather",
    "begin please",
    "begin override",
    "begin override “”",
    "go on",
    "hold",
    "resume the work",
    "cancel",
    "cancel “”",
    "step",
    "step 5",
    "step 5 finished",
    "step 99 done",
    "step R99 done",
    "rollback",
    "rollback it is broken",
    "confirm",
    "confirm the weather",
    "confirm 99",
    "roster DBA",
    "roster DBA @nobody",
    "roster @dba",
    "roster DBA @dba please",
    "roster DBA @dba deputy",
    "amend",
    "step 5 done for @dba",
    "submit override",
    "freeze all",
    "freeze all production next week, stocktaking",
    "freeze all production 2026-12-03 2026-12-01 stocktaking",
    "freeze end now",
    "freeze end 9 it is over",
    "unlock",
    "unlock the doors",
    "hold <!channel> *all* `stop` &amp; wait",
    "\u0000",
    "x" * 3000,
)


async def test_garbage_after_every_word_has_an_answer(night: Night) -> None:
    """Whatever follows a word, somebody named reads what is wrong with it, and nothing is changed."""
    await night.types("tess", START)
    told = len(night.story.lines)
    for text in GARBAGE:
        await refused(night, "ana", text)
    lines = (line for line in night.story.lines[told:] if "x" * 100 not in line)
    matches_golden(GOLDEN / "garbage.txt", "\n".join(lines).strip() + "\n")


@pytest.mark.parametrize("text", ["start web-shop 4.12.0", "start “web-shop” 4.12.0 2026-12-01 23:00"])
async def test_somebody_who_is_not_named_starts_nothing(night: Night, text: str) -> None:
    """A plan is started by those whom it names; everybody else hears whom to ask."""
    answer = await refused(night, "ned", text)
    assert "Only somebody named in the plan may start it: ask Ana Castillo or Sam Whitfield." == answer


async def test_a_button_is_answered_by_who_may(night: Night) -> None:
    """Buttons in the channel are seen by all: whoever may not press hears who may."""
    await night.types("tess", START)
    submit = await night.finds("ned", "Submit for review")
    assert submit
    assert "ask Ana Castillo" in await refused_press(night, "ned", submit)
    await night.uses("tess", submit)
    assert "Already submitted by Tess Okafor" in await refused_press(night, "dba", submit)
    assert "Already submitted by you" in await refused_press(night, "tess", submit)
