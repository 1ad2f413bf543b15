import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.document.sections.steps import MOST_STEPS, TOO_MANY
from bot.domain.plan import Phase, Step
from tests.bot.document.documents import FILLED, LEDGER, changed, found, line_of, read, said

ROW = "| 9 | Warm up product and checkout pages | DevOps | 5 min | No |"


def errors(row: str) -> list[str]:
    """The errors when row 9 reads like this."""
    return said(changed(ROW, row), Level.ERROR)


def test_a_step_is_read_with_all_its_columns() -> None:
    """The optional columns are split at commas."""
    expected = Step(
        number="7",
        phase=Phase.DEPLOYMENT,
        action="Create partitioned tables and copy postings",
        owner="DBA",
        minutes=75,
        undone_by_rollback=True,
        after=("6",),
        expects=("DiskWritesHigh", "ReplicationLag"),
        undoes=(),
        line=line_of("| 7 | Create", LEDGER),
    )

    assert expected == parse(LEDGER).plan.step("7")


def test_a_step_of_the_way_back_says_what_it_undoes() -> None:
    """Ranges stay as they are written."""
    step = parse(LEDGER).plan.step("R3")

    assert step is not None
    assert (Phase.ROLLBACK, ("7-8", "10"), None) == (step.phase, step.undoes, step.undone_by_rollback)


def test_phases_have_title_offset_and_line() -> None:
    """The offset stands in the title."""
    expected = [
        ("3.1 Pre-Deployment (T-60 min)", -60, line_of("### 3.1")),
        ("3.2 Deployment (T-0)", 0, line_of("### 3.2")),
        ("3.3 Post-Deployment (T+37 min)", 37, line_of("### 3.3")),
    ]

    assert expected == [(p.title, p.offset_minutes, p.line) for p in parse(FILLED).plan.phases]


@pytest.mark.parametrize(
    ("title", "offset", "message"),
    [("(T-60 min)", None, True), ("(T-0)", 0, False), ("(T+37 min)", None, False)],
)
def test_only_pre_deployment_must_say_when_it_begins(title: str, offset: int | None, message: bool) -> None:
    """3.2 begins at T-0 and 3.3 after it, said or not."""
    text = changed(f" {title}\n", "\n")
    phases = parse(text).plan.phases
    bare = next(phase for phase in phases if "(" not in phase.title)

    assert offset == bare.offset_minutes
    assert message is any("does not say when it begins" in each for each in said(text, Level.ERROR))


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("| | Warm up | DevOps | 5 min | No |", "This row has no step: give it a number."),
        ("| 9 | | DevOps | 5 min | No |", "Step 9 has no action: say what is done."),
        (
            "| 9 | Warm up | | 5 min | No |",
            "Step 9 has no owner: write a role of 1.2, or a person as @handle.",
        ),
        ("| 9 | Warm up | DevOps | | No |", "Step 9 has no duration: write how long it takes, as 15 min."),
        ("| 9 | Warm up | DevOps | - | No |", "Step 9 has no duration: write how long it takes, as 15 min."),
        (
            "| 9 | Warm up | DevOps | a while | No |",
            "Step 9: “a while” is no duration that can be read: write 15 min.",
        ),
        (
            "| 9 | Warm up | DevOps | 5 min | |",
            "Step 9 has nothing in Rollback?: write Yes, or No where there is nothing to undo.",
        ),
        (
            "| 9 | Warm up | DevOps | 5 min | perhaps |",
            "Step 9 has “perhaps” in Rollback?: write Yes, or No where there is nothing to undo.",
        ),
        ("| 9 | Warm up | DevOps | {N} min | No |", "{N} is still to be filled in."),
        ("| 9 | Warm up | DevOps | 5 min | {Yes/No} |", "{Yes/No} is still to be filled in."),
    ],
)
def test_a_step_that_lacks_something_is_an_error(row: str, error: str) -> None:
    """Each cell that a step needs is asked for once."""
    assert [error] == errors(row)


@pytest.mark.parametrize(
    ("written", "expected"), [("-", []), ("–", []), ("", ["no duration"]), ("soon", ["no duration that"])]
)
def test_a_dash_makes_a_follow_up_in_6_3_alone(written: str, expected: list[str]) -> None:
    """An empty cell is an error there, too."""
    text = changed("| R7 | Post-mortem meeting | All | - |", f"| R7 | Post-mortem | All | {written} |")
    step = parse(text).plan.step("R7")

    assert step is not None
    assert step.is_follow_up
    assert [True] * len(expected) == [expected[0] in each for each in said(text, Level.ERROR)]


def test_a_table_without_a_needed_column_is_one_error() -> None:
    """Not one for each row."""
    text = FILLED.replace(
        "| Step | Action | Owner | Duration | Status |", "| Step | Action | Owner | Length | Status |"
    )

    assert ["The table of “Post-Deployment” has no column “Duration”: add it."] == said(text, Level.ERROR)


def test_a_number_loses_its_full_stop() -> None:
    """`9.` is step 9."""
    assert read("| 9 | Warm", "| 9. | Warm").step("9") is not None


def test_findings_of_a_step_stand_on_its_line() -> None:
    """The editor can jump there."""
    text = changed(ROW, "| 9 | Warm up | | 5 min | No |")

    assert [line_of("| 9 |", text)] == [f.line for f in found(text) if f.level is Level.ERROR]


@pytest.mark.parametrize(("more", "expected"), [(0, []), (1, [TOO_MANY])])
def test_a_table_has_an_end(more: int, expected: list[str]) -> None:
    """A thousand steps are read; where the next one stands is an error, and it is none of the plan's."""
    deployment = next(p for p in parse(FILLED).plan.phases if p.phase is Phase.DEPLOYMENT)
    count = MOST_STEPS - len(deployment.steps) + more
    last = FILLED.split("\n")[line_of(ROW, FILLED) - 1]
    rows = "".join(f"\n| 9.{n} | Do it | DevOps | 1 min | No |" for n in range(count))
    document = parse(changed(last, f"{last}{rows}"))
    assert expected == [each.text for each in document.problems if each.text == TOO_MANY]
    assert MOST_STEPS == sum(step.phase is Phase.DEPLOYMENT for step in document.plan.steps)
