from dataclasses import dataclass, replace

import pytest

from bot.document.record.telling import SENTENCES, UNTOLD, said, told_lines
from bot.domain import events as e
from bot.domain.escalation_events import Called
from bot.domain.surroundings import Target
from tests.bot.document.record.nights import amid, deploying, healthy, rolled_back
from tests.bot.domain import plans as p

AT = p.T0
CALL = e.LevelCalled(at=AT, by=p.DBA, level="L1", people=(p.OMAR,), because=Called.DUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoffeeMade(e.Event):
    """Of a kind that nobody wrote a sentence for."""

    cups: int
    note: str = ""


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (e.Begun(at=AT, by=p.ANA), "Pre-deployment began"),
        (e.NoteAdded(at=AT, by=p.ANA, text="<b>"), "Note: “\\<b\\>”"),
        (e.ValueNoted(at=AT, by=p.DBA, name="backup_id", value="bk|7"), "`{backup_id}` is `bk\\|7`"),
        (
            e.GoGiven(at=AT, by=p.ANA, effective_at=AT),
            "Go: deploying begins 2026-12-01 23:00 CET (22:00 UTC)",
        ),
        (e.VerifyingBegan(at=AT, by=None), "Verifying began: every step of the deployment is over"),
        (e.Held(at=AT, by=p.ANA, reason="wait"), "On hold: “wait”"),
        (e.Resumed(at=AT, by=p.ANA), "Resumed"),
        (
            e.UndoingBegan(at=AT, by=p.ANA, reason="no", steps=("R6",)),
            "Given up: “no”; what was done is undone first: steps R6",
        ),
        (
            e.UndoingBegan(at=AT, by=p.ANA, reason="", steps=("R6",), anew=True),
            "Moved; what was done is undone first: steps R6",
        ),
        (
            e.PreDeploymentLeft(at=AT, by=None, steps=(), items=()),
            "Pre-deployment is left, and begins anew in another window",
        ),
        (e.Cancelled(at=AT, by=p.ANA, reason="no"), "Cancelled: “no”"),
        (e.WindowMissed(at=AT, by=None), "Missed: the window ended and nobody had begun"),
        (
            e.WindowExtended(at=AT, by=p.ANA, minutes=90, reason="slow", window_end=AT),
            "Window extended by 1 h 30 min, to 2026-12-01 23:00 CET (22:00 UTC): “slow”",
        ),
        (
            e.CarriedOn(at=AT, by=p.ANA, window="w"),
            "Carries on, though a rollback that begins now ends after the window",
        ),
        (e.TargetLocked(at=AT, by=p.ANA, reason="x"), "web-shop, production is locked until it is released"),
        (e.TargetReleased(at=AT, by=p.ANA, reason="ok"), "web-shop, production is released: “ok”"),
        (e.Confirmed(at=AT, by=p.ANA, checkpoint=1, name="x"), "Deployment Complete: confirmed"),
        (
            e.Confirmed(at=AT, by=p.ANA, checkpoint=1, name="x", for_whom="Quinn Adler"),
            "Deployment Complete: confirmed",
        ),
        (e.Completed(at=AT, by=p.ANA), "Completed"),
        (e.Completed(at=AT, by=p.ANA, late=(1,)), "Completed; still to be approved: UAT Sign-off"),
        (
            e.CaughtUp(at=AT, by=None, since=AT),
            "T-Minus had been away since 2026-12-01 23:00 CET (22:00 UTC)",
        ),
        (e.GoAsked(at=AT, by=None), ""),
        (CoffeeMade(at=AT, by=p.ANA, cups=3, note="strong | black"), "Coffee made: “strong \\| black”"),
        (CoffeeMade(at=AT, by=p.ANA, cups=3), "Coffee made"),
    ],
)
def test_each_event_is_told_or_only_steers_the_bot(event: e.Event, expected: str) -> None:
    """One of a kind that is new is told by its name: nothing that happened is left out unseen."""
    night = deploying()
    assert Target(service="web-shop", environment="production") == night.state.target
    assert expected == said(event, night.told())


def test_what_is_told_is_not_left_out() -> None:
    """Each kind is in one of the two lists."""
    assert not UNTOLD & set(SENTENCES)


def test_a_night_is_told_in_order_with_who_and_for_whom() -> None:
    """Done without Start is one line; whoever pressed for somebody else has both names."""
    lines = [*told_lines(healthy().told())]
    step = [line for line in lines if line.text.startswith("Step 8")]
    assert ["T-Minus", "Ana Ruiz, for Devi Rao"] == [line.by for line in step]
    assert "Step 8, Clear CDN and product caches: done: “by phone”" == step[-1].text
    assert "Completed" in [line.text for line in lines]
    assert all(line.text for line in lines)


@pytest.mark.parametrize(
    ("event", "by"),
    [
        (e.IssueRaised(at=AT, by=p.DBA, number=1, why="lost"), "Dora Nagy"),
        (e.IssueRaised(at=AT, by=p.DBA, number=1, why="lost", about="decision:1"), "T-Minus"),
        (e.IssueOver(at=AT, by=p.DBA, why="it is well"), "Dora Nagy"),
        (e.IssueOver(at=AT, by=p.DBA, why="answered", about="decision:1"), "T-Minus"),
        (replace(CALL, because=Called.ASKED), "Dora Nagy"),
        (replace(CALL, because=Called.PASSED_ON), "Dora Nagy"),
        (replace(CALL, because=Called.UNDECIDED), "T-Minus"),
        (e.Confirmed(at=AT, by=p.ANA, checkpoint=2, name="x", for_whom="Quinn"), "Ana Ruiz, for Quinn"),
        (e.SignedOff(at=AT, by=p.QUINN, row=6, role="QA Lead", comment=""), "Quinn Adler"),
    ],
)
def test_whose_doing_it_was_is_said(event: e.Event, by: str) -> None:
    """What only followed from what somebody did is the bot's."""
    told = replace(amid(), events=(event,), states=(amid().state,))
    assert [by] == [line.by for line in told_lines(told)]


def test_whoever_is_called_is_named_as_roles_were_then() -> None:
    """A role that is handed over later has its former holder until then."""
    calls = [line.text for line in told_lines(rolled_back().told()) if "is called" in line.text]
    assert "Step 6, Deploy application v4.12.0 to green, is called: DevOps (Devi Rao)" in calls
    assert "Step R2, Switch load balancer back to blue, is called: DevOps (Ned Holm)" in calls


def test_every_event_of_a_deployment_has_its_sentence() -> None:
    """Or only steers the bot: one without either is told by its name, which reads worse."""
    known = {each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)}
    assert set() == known - {e.Event} - set(SENTENCES) - UNTOLD
