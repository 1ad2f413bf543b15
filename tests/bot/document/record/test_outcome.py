from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.document.record.outcome import SO_FAR, about, outcome
from bot.domain import events as e, intents as i
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice, Outcome
from bot.domain.run import WINDOW_TIMER
from bot.domain.state_parts import Given
from tests.bot.document.record.ledger_night import ledger
from tests.bot.document.record.nights import HEAD, TEXT, Night, approved, deploying, healthy, rolled_back
from tests.bot.domain import plans as p


def first(night: Night) -> str:
    """What became of it."""
    return outcome(night.told()).split("\n")[0]


def cancelled() -> Night:
    """It is given up."""
    night = approved()
    night.do(i.Cancel(reason="the supplier is down"), p.ANA)
    return night


def missed() -> Night:
    """Nobody began."""
    night = approved()
    night.at = p.END + timedelta(minutes=1)
    night.wake(WINDOW_TIMER)
    return night


def rejected() -> Night:
    """Whoever signs for security says no."""
    night = Night().open()
    night.do(i.Submit(), p.TESS)
    night.do(i.RejectSignOff(reason="no rehearsal"), p.SEC)
    return night


def draft() -> Night:
    """Just opened."""
    return Night().open()


@pytest.mark.parametrize(
    ("night", "expected"),
    [
        (healthy, "completed.** Live and confirmed 2026-12-02 00:50 CET (2026-12-01 23:50 UTC). 15 of 15"),
        (rolled_back, "rolled back.** Ana Ruiz decided 2026-12-01 23:21 CET (22:21 UTC) to roll back (crit"),
        (cancelled, "cancelled.** Ana Ruiz gave it up 2026-11-30 23:54 CET (22:54 UTC): “the supplier is do"),
        (missed, "missed.** The window ended and nobody had begun"),
        (deploying, "deploying.** 4 of 14 steps of section 3 were done."),
        (approved, "approved.** Nothing was begun."),
        (
            rejected,
            "draft.** Sefa Yilmaz rejected it 2026-11-30 23:00 CET (22:00 UTC): “no rehearsal”. Nothing",
        ),
        (draft, "draft.** Nothing was begun."),
    ],
)
def test_what_became_of_it_is_one_sentence(night: Callable[[], Night], expected: str) -> None:
    """Whoever reads no further knows how it ended; what is not over is said to be so."""
    said = first(night())
    assert said.startswith("**Web shop 4.12.0, production (WEB-DEPLOY-041): ")
    assert expected in said
    assert night().state.state.is_closed is not (SO_FAR in said)


def test_that_events_were_changed_stands_before_all_else() -> None:
    """Whoever reads no further is not misled."""
    told = replace(healthy().told(), broken="WEB-DEPLOY-041: event 3 (Submitted) was changed")
    said = outcome(told).split("\n\n")
    assert (
        "**The events that this was made from are not as they were written (WEB-DEPLOY-041: event 3"
        in said[0]
    )
    assert said[1:] == outcome(healthy().told()).split("\n\n")


def test_a_hold_is_told_while_it_lasts() -> None:
    """By whom and why; of what is over there is none."""
    night = deploying()
    night.do(i.Hold(reason="the disk | is full"), p.ANA)
    assert first(night).endswith(
        "On hold since 2026-12-01 23:00 CET (22:00 UTC), Ana Ruiz: “the disk \\| is full”."
    )
    night.do(i.Resume(), p.ANA)
    assert first(night).endswith(SO_FAR)


def test_who_began_it_and_said_go_is_told() -> None:
    """Nobody did of what was not begun."""
    said = outcome(healthy().told())
    assert "begun by Ana Ruiz; Go said by Ana Ruiz 2026-12-01 22:59 CET (21:59 UTC); plan:" in said
    assert "begun by" not in outcome(approved().told())


def test_whoever_else_wanted_the_rollback_is_named() -> None:
    """Where several have to agree the last one did not decide alone; whoever decided is not named twice."""
    assert "had voted for it" not in first(rolled_back())
    night = deploying()
    night.do(i.StartStep(step="5"), p.DBA)
    night.do(i.RequestRollback(reason="it is slow", severity=Severity.HIGH), p.ANA)
    night.do(i.CastVote(choice=Choice.ROLLBACK), p.LEE)
    assert "Lee Park decided" in first(night)
    assert "“it is slow”); Ana Ruiz had voted for it, too. 4 of 14 steps" in first(night)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((), "Nobody asked for a rollback."),
        ((Outcome.CONTINUE,), "Whether to roll back was asked once: it was decided to go on."),
        ((Outcome.FELL_AWAY,), "Whether to roll back was asked once: it was over before anybody decided."),
        (
            (Outcome.CONTINUE, Outcome.FELL_AWAY, Outcome.CONTINUE),
            (
                "Whether to roll back was asked 3 times: it was decided to go on 2 times and it was over "
                "before anybody decided once."
            ),
        ),
    ],
)
def test_whether_a_rollback_was_asked_for_is_said(outcomes: tuple[Outcome, ...], expected: str) -> None:
    """Of what is live, how often, and what came of it."""
    known = ledger().state.answers[0]
    told = healthy().told()
    answers = tuple(replace(known, outcome=each) for each in outcomes)
    said = outcome(replace(told, state=replace(told.state, answers=answers)))
    assert said.split("\n")[0].endswith(f"steps of section 3 were done. {expected}")


def test_the_window_is_told_with_what_it_was_extended_to() -> None:
    """It says nothing of when anything was done."""
    told = deploying().told()
    planned = "Window: 2026-12-01 23:00 CET (22:00 UTC) to 2026-12-02 01:00 CET (00:00 UTC)"
    assert f"\n\n{planned}.\n\n" in outcome(told)
    longer = replace(told.state, window_end=p.END + timedelta(minutes=30))
    extended = f"{planned}, extended to 2026-12-02 01:30 CET (00:30 UTC).\n\n"
    assert extended in outcome(replace(told, state=longer))
    assert "Window: " not in outcome(replace(told, state=replace(told.state, window_start=None)))


def test_a_question_about_what_is_live_is_told() -> None:
    """As long as nobody has decided; with those before it."""
    known = ledger().state.answers[0]
    told = healthy().told()
    state = replace(told.state, question=known.question)
    since = f"Whether to roll back is asked since {told.when(known.question.opened_at)}, and not decided."
    asked = outcome(replace(told, state=state)).split("\n")[0]
    again = outcome(replace(told, state=replace(state, answers=(known,)))).split("\n")[0]
    assert asked.endswith(f"steps of section 3 were done. {since}")
    assert again.endswith(f"Whether to roll back was asked once: it was decided to go on. {since}")


def test_what_was_earlier_or_later_is_reckoned() -> None:
    """To the minute; the end of a rollback is nobody's plan."""
    said = outcome(healthy().told())
    assert "| 2026-12-01 21:55 CET (20:55 UTC) | 5 min earlier |" in said
    assert "| 2026-12-02 00:50 CET (2026-12-01 23:50 UTC) | 20 min later |" in said
    assert "| Over | – | 2026-12-01 23:48 CET (22:48 UTC) | – |" in outcome(rolled_back().told())


def test_what_was_begun_in_another_window_is_told() -> None:
    """Until it is begun in this one."""
    told = approved().told()
    left = (*told.events, e.PreDeploymentLeft(at=told.at, by=None, steps=(), items=()))
    said = outcome(replace(told, events=left))
    assert "Pre-deployment was left 2026-11-30 23:54 CET (22:54 UTC), to begin anew in another" in said
    begun = replace(told.state, begun=Given(by=p.ANA, at=told.at))
    assert "was left" not in outcome(replace(told, events=left, state=begun))


def test_what_was_live_before_it_was_rolled_back_is_told() -> None:
    """That it had been confirmed, and when; of the usual rollback there is no such thing."""
    told = rolled_back().told()
    completed = e.Completed(at=told.at, by=p.PIA)
    said = outcome(replace(told, events=(*told.events, completed)))
    assert "rolled back.** Live and confirmed 2026-12-01 23:48 CET (22:48 UTC). Ana Ruiz decided" in said
    assert "| Completed | 2026-12-02 00:30 CET (2026-12-01 23:30 UTC) | 2026-12-01 23:48 CET" in said
    assert "Completed" not in outcome(told)
    assert "| Completed |" not in outcome(healthy().told())


def test_what_was_planned_stands_beside_what_was() -> None:
    """From the window to the end; what never was is a dash."""
    said = outcome(rolled_back().told())
    assert "| Deploying begins (T-0) | 2026-12-01 23:00 CET (22:00 UTC) | 2026-12-01 23:00 CET" in said
    assert "| Verifying begins | 2026-12-01 23:37 CET (22:37 UTC) | – |" in said
    assert "| Rollback decided | – | 2026-12-01 23:21 CET (22:21 UTC) |" in said
    assert "Rollback decided" not in outcome(healthy().told())


def test_a_lock_is_told_until_it_is_released() -> None:
    """By whom and why."""
    told = rolled_back().told()
    assert "web-shop, production is locked since 2026-12-01 23:21 CET (22:21 UTC): nothing" in outcome(told)
    released = replace(told.state, unlocked=Given(by=p.ANA, at=told.at, note="it works"))
    said = outcome(replace(told, state=released))
    assert "was locked from 2026-12-01 23:21 CET (22:21 UTC) to 2026-12-01 23:48 CET (22:48 UTC);" in said
    assert "Ana Ruiz released it: “it works”." in said


def test_a_draft_without_a_window_has_no_times() -> None:
    """Nothing can be reckoned."""
    night = Night(TEXT.replace("| 2026-12-01 |", "| some day |")).open()
    assert "Planned" not in outcome(night.told())


def test_it_says_by_what_it_can_be_proved() -> None:
    """The head of the chain, the revision, the zone; and that secrets are hidden, where they are."""
    said = about(healthy().told())
    assert f"the last is `{HEAD}`" in said
    assert f"Made from the {len(healthy().events)} events" in said
    assert healthy().state.revision in said
    assert "Europe/Berlin" in said
    assert "hidden" not in said
    secret = Night(TEXT.replace("CHECKOUT_API_VERSION", "CHECKOUT_API_TOKEN")).open()
    assert "secrets that are hidden" in about(secret.told())
