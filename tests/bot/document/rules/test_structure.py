import pytest

from bot.document.findings import Level
from tests.bot.document.documents import FILLED, LEDGER, changed, found, line_of, said


@pytest.mark.parametrize(
    ("written", "fine"),
    [
        ("WEB-DEPLOY-041", True),
        ("P7-DEPLOY-1", True),
        ("web-1", True),
        ("WEB 041", False),
        ("WEB041", False),
        ("Release", False),
    ],
)
def test_an_id_is_what_commands_know(written: str, fine: bool) -> None:
    """An ID has a hyphen and a digit and no space."""
    errors = said(changed("WEB-DEPLOY-041", written), Level.ERROR)

    assert fine is not any("cannot be typed in a command" in text for text in errors)


def test_a_number_names_one_step() -> None:
    """The second step of a number is an error, whatever the case, and names the line of the first."""
    text = changed("| R3 | Rollback", "| r2 | Rollback")
    (error,) = [f for f in found(text) if f.level is Level.ERROR]

    assert line_of("| r2 |", text) == error.line
    assert f"There is a step r2 on line {line_of('| R2 |', text)}, too" in error.text


@pytest.mark.parametrize("written", ["11, 99", "18", "13", "nothing"])
def test_after_names_a_step_above(written: str) -> None:
    """A step that is below, itself or nowhere cannot be waited for."""
    text = changed(
        "| 13 | Run smoke tests | QA | 15 min | 11, 12 |", f"| 13 | Run | QA | 15 min | {written} |", LEDGER
    )

    assert [line_of("| 13 |", text)] == [f.line for f in found(text) if "which is no step above it" in f.text]


@pytest.mark.parametrize("written", ["-", "12", "5, 12", ""])
def test_after_may_name_any_step_above_or_none(written: str) -> None:
    """Steps of an earlier phase count as well."""
    text = changed(
        "| 13 | Run smoke tests | QA | 15 min | 11, 12 |", f"| 13 | Run | QA | 15 min | {written} |", LEDGER
    )

    assert not [finding for finding in found(text) if "which is no step above it" in finding.text]


@pytest.mark.parametrize(
    ("written", "fine"),
    [("5", True), ("6-7", True), ("always", True), ("99", False), ("R1", False), ("7-6", False)],
)
def test_undoes_names_steps_of_section_3(written: str, fine: bool) -> None:
    """A number that is no step of section 3 is an error."""
    text = changed("| R5 | Run smoke tests | QA | 8 min | always |", f"| R5 | Run | QA | 8 min | {written} |")

    assert fine is not any("which section 3 does not have" in each for each in said(text, Level.ERROR))


def test_every_severity_has_somebody_who_decides() -> None:
    """A severity that 6.2 leaves out is a warning."""
    text = changed("| Medium | Team consensus | 30 minutes |\n", "")

    assert ["6.2 does not say who decides when it is medium: add the row."] == said(text, Level.WARNING)
    assert [] == said(FILLED, Level.WARNING)


@pytest.mark.parametrize(
    ("written", "fine"),
    [("Normal", True), ("Emergency", True), ("Standard until 2026-12-31", True), ("Standard", False)],
)
def test_a_change_type_is_one_of_three(written: str, fine: bool) -> None:
    """A change type that the bot does not know is warned about, and counts as Normal."""
    text = changed("| Change type | Normal |", f"| Change type | {written} |")
    assert fine is not any("is unknown and counts as Normal" in each for each in said(text, Level.WARNING))


def test_covers_names_sections() -> None:
    """A column `Covers` that names no section is warned about."""
    text = changed("| Approval | Approver |", "| Approval | Approver | Covers |").replace(
        "|----------|----------|--------|------|", "|--|--|--|--|--|"
    )
    for role, covers in (
        ("Product Owner", "1"),
        ("Security Lead", "4, bases"),
        ("Ops Manager", "all"),
        ("CAB", ""),
    ):
        text = changed(f"| {role} | ⬜ | |", f"| {role} | {covers} | ⬜ | |", text)
    found_here = [each for each in said(text, Level.WARNING) if "which is no section" in each]
    assert [
        "“Security Sign-off” covers “bases”, which is no section: write numbers (4, 3.2), window or all."
    ] == (found_here)
