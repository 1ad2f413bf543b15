from datetime import timedelta

import pytest

from bot.document.parse import parse
from bot.document.record.marks import fired_triggers, rejected_rows, with_marks
from bot.domain import intents as i
from bot.domain.run import WINDOW_TIMER
from tests.bot.document.record.nights import MINUTE, TEXT, Night, approved, deploying, healthy, rolled_back
from tests.bot.domain import plans as p


def filled(night: Night) -> list[str]:
    """The lines of the document with its marks."""
    return with_marks(night.text, parse(night.text), night.told()).split("\n")


def line(night: Night, start: str) -> str:
    """The line that begins so."""
    return next(each for each in filled(night) if each.startswith(start))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("**Status:**", "**Status:** Approved; completed  "),
        ("- [x] Backup completed", "- [x] Backup completed"),
        ("| UAT", "| UAT Sign-off | Product Owner | ✅ Pia Moreau: “tried all five paths” | "),
        ("| Dev Lead | @lee", "| Dev Lead | @lee | ✅ Lee Park | 2026-11-30 23:40 CET (22:40 UTC) |"),
        ("| 5 |", "| 5 | Run database migrations | DBA | 10 min | Yes | | ✅ |"),
        ("| Homepage", "| Homepage loads | GET / | 200 OK, < 2s | | ✅ 200, 107 ms |"),
        (
            "| Express checkout",
            '| Express checkout | POST /api/orders | 201 Created | `{"kind": "express", "payment": "test"}`',
        ),
        (
            "| Monitoring Normal",
            "| Monitoring Normal | ✅ | Omar Haddad | 2026-12-02 00:49 CET (2026-12-01 23:49 UTC) |",
        ),
        ("- [ ] Error rate", "- [ ] Error rate > 5%"),
    ],
)
def test_a_night_that_went_well_is_filled_in(start: str, expected: str) -> None:
    """Steps, sign-offs, tests and confirmations, each in its own cells."""
    assert line(healthy(), start).startswith(expected)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("**Status:**", "**Status:** Approved; rolled back  "),
        ("| 5 |", "| 5 | Run database migrations | DBA | 10 min | Yes | | ✅ |"),
        ("| 6 |", "| 6 | Deploy application v4.12.0 to green | DevOps | 15 min | Yes | | ❌ not finished |"),
        ("| 9 |", "| 9 | Warm up product and checkout pages | DevOps | 5 min | No | | ⏭️ not run |"),
        ("| Release Approved", "| Release Approved | ⏭️ not confirmed | | |"),
        ("- [x] Error rate", "- [x] Error rate > 5%"),
        ("- [ ] Response", "- [ ] Response time > 2 s"),
    ],
)
def test_a_night_that_was_rolled_back_is_filled_in(start: str, expected: str) -> None:
    """What never ran is told from what was not finished; the trigger that fired is ticked."""
    assert expected == line(rolled_back(), start)


def test_rollback_steps_that_have_a_status_are_filled_in() -> None:
    """A follow-up is still to come."""
    text = TEXT.replace(
        "| Duration | Undoes |\n|------|--------|-------|----------|--------|",
        "| Duration | Status |\n|------|--------|-------|----------|--------|",
    )
    for undone in ("always", "6-7", "3, always"):
        text = text.replace(f" min | {undone} |", " min | ⬜ |").replace(f"| - | {undone} |", "| - | ⬜ |")
    text = text.replace("| 10 min | 5 |", "| 10 min | ⬜ |")
    night = rolled_back()
    found = with_marks(text, parse(text), night.told())
    assert "| R3 | Rollback database | DBA | 10 min | ✅ |" in found
    assert "| R1 | Enable maintenance mode | DevOps | 2 min | ⏭️ not run |" in found
    assert "| R7 | Post-mortem meeting | All | - | ⏭️ to follow |" in found


def test_what_may_still_be_done_stays_open() -> None:
    """Amid the run nothing is called not run, and what was ticked is."""
    night = deploying()
    assert line(night, "| 5 |").endswith("| ⬜ |")
    assert line(night, "| 4 |").endswith("| ✅ |")
    assert "**Status:** Approved; deploying  " == line(night, "**Status:**")


def test_marks_of_an_earlier_run_count_for_nothing() -> None:
    """What was filled in already is open again once it is submitted; a draft is its author's."""
    text = TEXT.replace("| DBA | 15 min | | ⬜ |", "| DBA | 15 min | | ✅ |")
    text = text.replace("| Ops Manager | ⬜ | |", "| Ops Manager | ✅ | 2026-01-01 |").replace(
        "- [ ] Error", "- [x] Error"
    )
    night = Night(text).open()
    assert text.split("\n") == filled(night)
    night.do(i.Submit(), p.TESS)
    assert line(night, "| 1 |").endswith("| ⬜ |")
    assert "| Operations Sign-off | Ops Manager | ⬜ |  |" == line(night, "| Operations")
    assert "- [ ] Error rate > 5%" == line(night, "- [ ] Error")
    assert "**Status:** In Review  " == line(night, "**Status:**")


def test_a_rejection_is_filled_in() -> None:
    """With who, why and when, until it is submitted anew."""
    night = Night().open()
    night.do(i.Submit(), p.TESS)
    night.do(i.RejectSignOff(wanted="2", reason="no key | yet"), p.SEC)
    assert {2} == rejected_rows(night.told())
    said = "❌ Sefa Yilmaz: “no key \\| yet” | 2026-11-30 23:00 CET (22:00 UTC) |"
    assert f"| Security Sign-off | Security Lead | {said}" == line(night, "| Security Sign-off")
    assert "**Status:** Draft  " == line(night, "**Status:**")
    night.do(i.Submit(), p.TESS)
    assert not rejected_rows(night.told())
    assert "| Security Sign-off | Security Lead | ⬜ | |" == line(night, "| Security Sign-off")


def test_approvals_that_were_never_given_are_named() -> None:
    """Those of an emergency are still to come; of what is given up none is."""
    night = Night(TEXT.replace("| Change type | Normal |", "| Change type | Emergency |")).open()
    night.do(i.Submit(), p.TESS)
    night.do(i.GiveSignOff(), p.SEC)
    night.do(i.GiveSignOff(), p.OMAR)
    assert "❌ not given yet" in line(night, "| Dev Lead | @lee")
    other = approved()
    other.do(i.WithdrawSignOff(wanted="2 no"), p.SEC)
    other.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert "⏭️ not given" in line(other, "| Security Sign-off")
    assert "**Status:** Cancelled  " == line(other, "**Status:**")


def test_a_missed_window_leaves_all_open() -> None:
    """It may be moved to another one."""
    night = approved()
    night.at = p.END + timedelta(minutes=1)
    night.wake(WINDOW_TIMER)
    assert line(night, "| 5 |").endswith("| ⬜ |")
    assert "**Status:** Missed  " == line(night, "**Status:**")


def test_a_trigger_fires_by_what_is_asked_now_too() -> None:
    """An open question counts as one that is answered; an alert's name is read as words."""
    night = deploying()
    night.do(i.StartStep(step="5"), p.DBA)
    night.at += MINUTE
    night.do(i.RequestRollback(reason="orders are lost"), p.LEE)
    assert ("Orders are lost, doubled or charged wrongly",) == fired_triggers(night.told())
    assert ("Error rate > 5%",) == fired_triggers(rolled_back().told())


@pytest.mark.parametrize("cell", ["|⬜|", "| ⬜ |", "|  |", "| |", "||"])
def test_words_stay_within_their_cell(cell: str) -> None:
    """However narrow it is, and whatever was said last."""
    row = "| Security Sign-off | Security Lead | ⬜ | |"
    text = TEXT.replace(row, f"| Security Sign-off | Security Lead {cell} |")
    night = Night(text).open()
    night.do(i.Submit(), p.TESS)
    night.do(i.RejectSignOff(wanted="2", reason="C:\\"), p.SEC)
    found = line(night, "| Security Sign-off")
    assert parse("\n".join(filled(night))).plan == parse(text).plan
    assert "❌ Sefa Yilmaz: “C:\\\\”" in found
