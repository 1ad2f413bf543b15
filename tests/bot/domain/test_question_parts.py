from dataclasses import replace

import pytest

from bot.domain.evidence import Evidence
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice, RollbackQuestion, Vote
from tests.bot.domain import asking as a, plans as p

OVER = replace(a.DISK, is_over=True)
ASKED = RollbackQuestion(
    round=1, opened_at=p.T0, opened_by=None, severity=Severity.HIGH, since=p.T0, evidence=()
)


@pytest.mark.parametrize(
    ("evidence", "choice", "is_quiet"),
    [
        ((OVER,), None, True),
        ((OVER, a.DISK), None, False),
        ((OVER,), Choice.CONTINUE, True),
        ((OVER,), Choice.ROLLBACK, False),
    ],
)
def test_it_is_quiet_once_all_is_over_and_nobody_wants_a_rollback(
    evidence: tuple[Evidence, ...], choice: Choice | None, *, is_quiet: bool
) -> None:
    """What still holds, or one vote for a rollback, is enough for it not to be."""
    votes = {p.ANA.id: Vote(by=p.ANA, at=p.T0, choice=choice)} if choice else {}
    assert is_quiet is replace(ASKED, evidence=evidence, votes=votes).is_quiet
