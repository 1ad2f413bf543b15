from dataclasses import replace

import pytest

from bot.domain.state_parts import Given
from commands.blocks import signing
from tests.bot.domain import plans as p
from tests.commands.blocks.readable import named
from tests.commands.blocks.stories import stage


def test_many_sign_offs_are_counted_by_person() -> None:
    """Two rows are named; twenty long ones are who gave how many, and who may give how many."""
    story = stage().to_review()
    two = replace(story.plan, signoffs=story.plan.signoffs[:2])
    assert "UAT Sign-off @pia, Security Sign-off @sefa" == named(signing.missing_people(story.state, two))
    rows = [p.row(n, f"Sign-off {n} of the board of auditors", "Security Lead") for n in range(2, 21)]
    twenty = replace(story.plan, signoffs=(*story.plan.signoffs[:1], *rows))
    assert "@pia (1); @sefa (19)" == named(signing.missing_people(story.state, twenty))
    given = {n: Given(by=p.SEC, at=story.at) for n in range(2, 21)}
    assert "Sefa Yilmaz (19)" == signing.given_rows(replace(story.state, signoffs=given), twenty)


def test_by_when_it_is_wanted() -> None:
    """By T-0; what an emergency lacks by its own time; without a window nothing is promised."""
    state = stage().to_review().state
    assert " by Tue 1 Dec 23:00 CET" == signing.by_when(state)
    assert " by Wed 2 Dec 01:00 CET" == signing.by_when(replace(state, late=(2,), late_due=p.END))
    assert "" == signing.by_when(replace(state, window_start=None, window_end=None))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Normal", ""),
        ("Emergency", "*emergency: two approvals by two people are enough to begin*"),
        ("Standard until 2027-06-30", "standard change until 2027-06-30"),
        ("Standard until 2026-11-30", "standard only until 2026-11-30: as a normal change"),
    ],
)
def test_the_kind_of_change_says_what_it_means(kind: str, expected: str) -> None:
    """An emergency begins with two; a standard change is one until its day, after that a normal one."""
    story = stage().to_review()
    assert expected == signing.change_kind(story.state, p.of_type(kind, story.plan))


def test_what_an_emergency_still_lacks() -> None:
    """Which rows, by whom and until when; nothing where nothing is late."""
    story = stage().to_approved()
    assert "" == signing.late_approvals(story.state, story.plan)
    late = replace(story.state, late=(2,), late_due=p.END)
    expected = "🔴 Emergency, late approvals missing, due Wed 2 Dec 01:00 CET: Security Sign-off @sefa"
    assert expected == named(signing.late_approvals(late, story.plan))
