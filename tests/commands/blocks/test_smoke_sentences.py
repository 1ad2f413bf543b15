"""Smoke tests in a line."""

from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun
from commands.blocks.sentences import sentence
from commands.blocks.smoke_sentences import in_a_line
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import gallery_smoke as g

AT = p.T0
RUN = SmokeRun(number=2, name="Login works", result=m.PASSED)


def said(stage: Stage) -> str:
    """The part of the status message."""
    return in_a_line(stage.state, stage.plan)


def told(stage: Stage, event: e.Event | None = None) -> str:
    """An event in a sentence, the last decision's first unless another is meant."""
    return sentence(event or stage.last[0], stage.state, stage.plan)


@pytest.mark.parametrize(
    ("results", "part", "sentence"),
    [
        ((m.PASSED, m.PASSED), "smoke tests 2/2", "Smoke tests: 2 of 2 passed"),
        (
            (m.PASSED, m.FAILED),
            "smoke tests 1/2, 1 failed",
            "Smoke tests: 1 of 2 passed; Checkout failed: 500 Internal Server Error",
        ),
        (
            (m.MASKED, m.PASSED),
            "smoke tests 1/2, the maintenance page answered 1",
            "Smoke tests: 1 of 2 passed, the maintenance page answered 1",
        ),
        (
            (m.PASSED, replace(m.FAILED, why="the answer holds no token", milliseconds=2310)),
            "smoke tests 1/2, 1 failed",
            "Smoke tests: 1 of 2 passed; Checkout failed (HTTP 500, 2310 ms): the answer holds no token",
        ),
        (
            (m.PASSED, replace(m.FAILED, milliseconds=2310)),
            "smoke tests 1/2, 1 failed",
            "Smoke tests: 1 of 2 passed; Checkout failed (2310 ms): 500 Internal Server Error",
        ),
        (
            (SmokeResult(outcome=SmokeOutcome.FAILED), m.MASKED),
            "smoke tests 0/2, 1 failed, the maintenance page answered 1",
            "Smoke tests: 0 of 2 passed, the maintenance page answered 1; Homepage loads failed",
        ),
        (
            (m.LEFT, m.MASKED),
            "smoke tests 0/2, the maintenance page answered 1, 1 to tick by hand",
            (
                "Smoke tests: 0 of 2 passed, the maintenance page answered 1, not run 1; "
                "Homepage loads not run: allow shop.example.com"
            ),
        ),
        (
            (SmokeResult(outcome=SmokeOutcome.UNANSWERED), SmokeResult(outcome=SmokeOutcome.LOCKED)),
            "smoke tests 0/2, 1 without an answer, 1 to run on a press",
            (
                "Smoke tests: 0 of 2 passed, 1 to run on a press; "
                "Homepage loads sent, no answer: look whether it was done"
            ),
        ),
        (
            (SmokeResult(outcome=SmokeOutcome.UNANSWERED, why="the log has it as e1"), m.PASSED),
            "smoke tests 1/2, 1 without an answer",
            "Smoke tests: 1 of 2 passed; Homepage loads sent, no answer: the log has it as e1",
        ),
    ],
)
def test_smoke_tests_are_counted_and_what_failed_is_named(
    results: tuple[SmokeResult, ...], part: str, sentence: str
) -> None:
    """The status message has the count, the log why."""
    stage = m.tested(Stage(m.watching()).to_verifying(), *results)
    assert (part, sentence) == (said(stage), told(stage))


def test_before_anybody_asked_nothing_is_said() -> None:
    """Nor where the plan has no row."""
    assert "" == said(m.begun())
    assert "" == said(m.begun(m.with_tests()))


def test_what_is_left_is_counted_the_worst_first() -> None:
    """While a machine is at it, on a press, by hand, without an answer."""
    assert "smoke tests 0/6, 2 being run, 3 to run on a press, 1 to tick by hand" == said(g.started())
    left = "smoke tests 3/6, 1 without an answer, 1 to run on a press, 1 to tick by hand"
    assert left == said(g.broken_off())


def test_what_is_asked_for_and_sent_is_told() -> None:
    """To whoever pressed."""
    stage = g.read(m.PASSED, m.PASSED)
    stage.do(i.RunWritingTests(), p.QUINN)
    assert "Smoke tests: 4 of 6 are run now" == told(stage)
    stage.do(i.SendTest(number=2, asked=2), None)
    assert "Smoke test 2, Login works, is sent" == told(stage)
    m.reported(stage, m.FAILED, first=2)
    assert "Smoke tests: Login works failed: 500 Internal Server Error" == told(stage)
    lost = SmokeResult(outcome=SmokeOutcome.LOCKED, why="not sent: the run was broken off")
    m.reported(stage, lost, first=4)
    assert "Smoke tests: Add to cart not sent: the run was broken off" == told(stage)
    by_hand = m.begun(m.with_tests(m.smoke_test(1, "Invoice", "Open it")))
    by_hand.do(i.RunTests(), p.QUINN)
    assert "Smoke tests: 1 row to tick by hand, none that I can run" == told(by_hand)


def test_what_people_say_is_told_with_what_a_machine_says_otherwise() -> None:
    """By the rows' numbers; 7.2's suite by its name."""
    stage = g.read(m.PASSED, m.FAILED)
    ticked = replace(RUN, by=p.QUINN, machine=m.FAILED)
    event = e.SmokeTestsTicked(at=AT, by=p.QUINN, runs=(ticked, replace(RUN, number=6, name="Invoice")))
    expected = "Smoke tests said to have passed: 2 Login works, 6 Invoice; the machine says failed"
    assert expected == told(stage, event)
    stage.do(i.TickTest(wanted="suite", has_passed=False, note="3 of 118"), p.QUINN)
    assert "Smoke tests said to have failed: the smoke test suite of 7.2: “3 of 118”" == told(stage)


def test_what_has_not_passed_as_the_step_is_done_is_named() -> None:
    """With its numbers."""
    event = e.SmokeTestsLeft(at=AT, by=p.QUINN, step="10", rows=(2, 9))
    assert (
        "Step 10, Run smoke tests, is done with smoke tests that have not passed: 2 Login works, 9"
    ) == told(g.started(), event)
