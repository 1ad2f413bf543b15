from dataclasses import replace

import pytest

from bot.document.record.changes_told import changes, not_as_planned
from bot.domain.changes import Answer, Changes
from bot.domain.changes_events import AnswerGiven, Changed, Checked, ConfigurationConfirmed, DataValidated
from tests.bot.document.record.nights import amid
from tests.bot.domain import plans as p

AT = p.T0
DATA = DataValidated(at=AT, by=p.DBA, step="5", on_behalf=False, for_whom="", as_member_of="", rows=())
CONFIGURATION = ConfigurationConfirmed(
    at=AT, by=p.DEV, step="6", on_behalf=False, for_whom="", as_member_of="", rows=()
)


def test_what_came_of_the_changes_is_told_row_by_row() -> None:
    """Of 4.3 and 5, with what was seen, by whom and for whom; nothing where nobody was asked."""
    told = amid()
    assert "" == changes(told)
    seen = Answer(holds=False, result="2 | 3", by=p.DBA, at=told.at, step="5")
    done = Answer(holds=True, result="", by=p.ANA, at=told.at, step="6", for_whom="Devi Rao")
    known = Changes(
        validations={3: seen}, variables={"SESSION_TTL_SECONDS": done}, flags={"express_checkout": done}
    )
    said = changes(replace(told, state=replace(told.state, changes=known)))
    assert "| 4.3 | V1 Token table exists | ⏭️ not answered | – | – | – |" in said
    assert "| 4.3 | V3 Payment methods seeded | ❌ not as expected | 2 \\| 3 | Dora Nagy |" in said
    assert "| 5.1 | C2 SESSION_TTL_SECONDS | ✅ changed | – | Ana Ruiz, for Devi Rao |" in said
    assert "| 5.2 | C3 express_checkout | ✅ changed |" in said


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (replace(DATA, rows=(Checked(number=1, name="There", holds=True, result=""),)), ""),
        (replace(DATA, rows=(Checked(number=3, name="Seeded", holds=False, result="2"),)), "V3 Seeded (2)"),
        (
            replace(
                CONFIGURATION,
                rows=(
                    Changed(name="SESSION_TTL_SECONDS", is_flag=False, holds=False, result=""),
                    Changed(name="gone", is_flag=True, holds=False, result="no *flag*"),
                ),
            ),
            "C2 SESSION_TTL_SECONDS and gone (no \\*flag\\*)",
        ),
    ],
)
def test_what_is_not_as_planned_is_named(event: AnswerGiven, expected: str) -> None:
    """By the mark that people type, where the plan still has the row."""
    assert expected == not_as_planned(event, amid())
