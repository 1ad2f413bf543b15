import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.plan import DecisionRule, RollbackTrigger, Severity
from tests.bot.document.documents import SEED, changed, said


def test_triggers_are_read_as_sentences() -> None:
    """The items of 6.1, with and without a box."""
    text = changed("- [ ] Error rate > 5%", "- Error rate > 5%", SEED)

    assert RollbackTrigger(text="Error rate > 5%", line=151) in parse(text).plan.triggers
    assert 5 == len(parse(text).plan.triggers)


def test_a_trigger_says_for_how_long_its_limit_is_passed() -> None:
    """In minutes, where it does."""
    text = changed("- [ ] Error rate > 5%", "- [ ] Error rate > 5% for 5 minutes", SEED)
    assert [None, 5, None] == [each.minutes for each in parse(text).plan.triggers[:3]]


def test_decisions_have_severity_maker_and_minutes() -> None:
    """Immediate is 0 minutes; what was written is kept."""
    expected = DecisionRule(
        severity=Severity.CRITICAL,
        severity_text="Critical",
        decision_maker="Deployment Lead",
        minutes=0,
        minutes_text="Immediate",
        line=160,
    )
    decisions = parse(SEED).plan.decisions

    assert expected == decisions[0]
    assert [0, 15, 30] == [rule.minutes for rule in decisions]


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        ("| Medium | | 30 minutes |", ["Severity “Medium” has no decision maker: fill in the cell."]),
        (
            "| Medium | Team consensus | later |",
            ["“later” is no time to decide in: write Immediate, or minutes as 15 min."],
        ),
        ("| Low | Team consensus | 30 minutes |", ["“Low” is no severity: write Critical, High or Medium."]),
        (
            "| {Level} | Team consensus | {Time} |",
            ["{Level} is still to be filled in.", "{Time} is still to be filled in."],
        ),
    ],
)
def test_a_decision_that_cannot_be_read_is_an_error(row: str, errors: list[str]) -> None:
    """Each cell is named once, and a severity that cannot be read is not missing as well."""
    text = changed("| Medium | Team consensus | 30 minutes |", row)

    assert errors == said(text, Level.ERROR)
    assert not [each for each in said(text, Level.WARNING) if "who decides when it is" in each]
