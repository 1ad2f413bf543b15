from bot.domain.agenda.page import agenda_page
from bot.domain.agenda.table import TABLE


def test_every_rule_has_its_row() -> None:
    """With when, what and until when it makes sense."""
    rows = [line for line in agenda_page().splitlines() if line.startswith("| ")][1:]
    assert [rule.name for rule in TABLE] == [row.split(" | ")[0].removeprefix("| ") for row in rows]
    assert "| approval-48h | T-48h, while in review | Whoever still has to sign is reminded | 48 h |" in rows
