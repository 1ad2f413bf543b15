import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.plan import Checkpoint, CheckpointKind, SignOffRow
from tests.bot.document.documents import LEDGER, SEED, changed, line_of, read, said


def test_approvals_are_numbered_over_both_tables() -> None:
    """2.2 comes first, then 10."""
    rows = parse(SEED).plan.signoffs

    assert [*range(1, 9)] == [row.number for row in rows]
    assert ("UAT Sign-off", "Product Owner", "") == (rows[0].label, rows[0].role, rows[0].name)
    assert ("Product Owner", "Product Owner") == (rows[7].label, rows[7].role)


def test_an_approval_says_what_it_covers_and_who_stands_in() -> None:
    """Covers is split at commas, window is a section of its own."""
    rows = parse(LEDGER).plan.signoffs

    assert ("1", "3", "6", "8", "9", "window") == rows[2].covers
    assert rows[5] == SignOffRow(
        number=6,
        label="QA Lead",
        role="QA Lead",
        name="@quinn",
        deputy="@lee",
        covers=("3", "4", "7"),
        line=line_of("| QA Lead | @quinn", LEDGER),
    )


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "| UAT Sign-off | Product Owner |",
            "| | Product Owner |",
            "This row of 2.2 has no approval: fill in the cell.",
        ),
        (
            "| UAT Sign-off | Product Owner |",
            "| UAT Sign-off | |",
            "“UAT Sign-off” has no approver: write the role that signs.",
        ),
        ("| QA Lead | @quinn | | |", "| | @quinn | | |", "This row of 10 has no role: fill in the cell."),
        ("| Smoke Tests Pass |", "| |", "This row of 10 has no checkpoint: fill in the cell."),
    ],
)
def test_a_row_without_its_words_is_an_error(old: str, new: str, error: str) -> None:
    """Nobody can sign what has no name, or for no role."""
    assert [error] == said(changed(old, new), Level.ERROR)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Deployment Complete", CheckpointKind.DEPLOYMENT),
        ("SMOKE tests passed", CheckpointKind.SMOKE_TESTS),
        ("Monitoring Normal", CheckpointKind.MONITORING),
        ("Release Approved", CheckpointKind.RELEASE),
        ("Customers happy", CheckpointKind.DEPLOYMENT),
    ],
)
def test_a_checkpoint_is_known_by_its_words(name: str, kind: CheckpointKind) -> None:
    """Other words count as the deployment's completion."""
    plan = read("| Deployment Complete |", f"| {name} |")

    assert plan.checkpoints[0] == Checkpoint(
        number=1, name=name, kind=kind, role="", line=line_of("| Deployment Complete |")
    )


def test_a_checkpoint_may_name_its_role() -> None:
    """The optional column comes before the rule."""
    assert ["Deployment Lead", "QA Lead", "Operations", "Product Owner"] == [
        checkpoint.role for checkpoint in parse(LEDGER).plan.checkpoints
    ]
