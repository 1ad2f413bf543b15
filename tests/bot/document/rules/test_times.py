import pytest

from bot.document.findings import Level
from tests.bot.document.documents import FILLED, changed, found, line_of, said


@pytest.mark.parametrize(("offset", "fine"), [(36, False), (37, True), (38, True)])
def test_a_phase_ends_before_the_next_begins(offset: int, fine: bool) -> None:
    """3.2 takes 37 minutes: 3.3 may be planned for then and not a minute sooner."""
    text = changed("(T+37 min)", f"(T+{offset} min)")
    warnings = [f for f in found(text) if "cannot end before T+37 min" in f.text]

    assert ([] if fine else [line_of("### 3.2", text)]) == [warning.line for warning in warnings]


@pytest.mark.parametrize(("offset", "fine"), [(31, False), (32, True)])
def test_pre_deployment_ends_before_t0(offset: int, fine: bool) -> None:
    """3.1 takes 32 minutes."""
    text = changed("(T-60 min)", f"(T-{offset} min)")

    assert fine is not any(text.startswith("“3.1") for text in said(text, Level.WARNING))


@pytest.mark.parametrize(
    ("end", "left"), [("01:01", None), ("01:00", None), ("00:59", "29 min"), ("00:20", "0 min")]
)
def test_a_rollback_fits_into_what_the_window_leaves(end: str, left: str | None) -> None:
    """The steps take 90 minutes and the rollback 30: two hours are enough and not a minute less."""
    text = changed("23:00 - 01:00", f"23:00 - {end}")
    warnings = [finding for finding in found(text) if "The rollback takes 30 min" in finding.text]

    assert ([] if left is None else [line_of("### 6.3", text)]) == [warning.line for warning in warnings]
    assert all(f"the window leaves {left} after the last step" in warning.text for warning in warnings)


@pytest.mark.parametrize(("end", "fine"), [("00:30", True), ("00:29", False)])
def test_steps_fit_into_the_window(end: str, fine: bool) -> None:
    """A window shorter than the steps is a warning of its own."""
    text = changed("23:00 - 01:00", f"23:00 - {end}")

    assert fine is not any("but the window at T+89 min" in each for each in said(text, Level.WARNING))


@pytest.mark.parametrize(
    ("time", "message", "late"),
    [
        ("T-1 min", "Deployment starting soon", False),
        ("T-0", "Deployment starting soon", True),
        ("T+done", "Deployment is scheduled", True),
        ("2026-12-01 22:59", "The release will be deployed", False),
        ("2026-12-01 23:00", "The release will be deployed", True),
        ("T+89 min", "Deployment in progress", False),
        ("T+done", "Deployment in progress", True),
        ("T-36 min", "Maintenance starting soon", False),
        ("T-35 min", "Maintenance starting soon", True),
        ("T+done", "Deployment complete", False),
    ],
)
def test_a_notification_comes_before_what_it_announces(time: str, message: str, late: bool) -> None:
    """What is to come is said before T-0 or before the maintenance, what runs before the end."""
    text = changed("| T-1h | Deployment of Web shop 4.12.0 is starting soon |", f"| {time} | {message} |")
    lines = [f.line for f in found(text) if "goes out at" in f.text]

    assert ([line_of(message, text)] if late else []) == lines


@pytest.mark.parametrize(
    ("time", "message", "word"),
    [
        ("T-1h", "Preparations complete", "complete"),
        ("T-45 min", "The backup is done", "done"),
        ("T+30 min", "Successfully deployed", "Successfully"),
        ("2026-12-01 23:59", "We have finished", "finished"),
        ("T+done", "Deployment complete", ""),
        ("T-1h", "We begin with the completeness check soon", ""),
    ],
)
def test_what_says_that_it_is_over_waits_for_the_end(time: str, message: str, word: str) -> None:
    """Whatever time stands beside it: the check says so, and what to write."""
    text = changed("| T-1h | Deployment of Web shop 4.12.0 is starting soon |", f"| {time} | {message} |")
    waiting = [each for each in found(text) if "waits for that" in each.text]

    assert ([line_of(message, text)] if word else []) == [each.line for each in waiting]
    assert all(f"“{message}” stands at {time}, but “{word}”" in each.text for each in waiting)


@pytest.mark.parametrize(("time", "late"), [("T-35 min", False), ("T-34 min", True)])
def test_the_status_page_knows_of_the_maintenance(time: str, late: bool) -> None:
    """Users who meet the maintenance page look at the status page."""
    text = changed(
        "| T-45 min | The shop will be in maintenance from 22:25 until about 00:00 |",
        f"| {time} | Shop down |",
    )

    assert late is any("Maintenance begins at T-35 min" in each for each in said(text, Level.WARNING))


def test_without_maintenance_there_is_nothing_to_announce() -> None:
    """A plan whose steps enable no maintenance mode needs no word of it."""
    text = changed("| 3 | Enable maintenance mode |", "| 3 | Drain the batch queue |")
    text = changed("| T-45 min |", "| T-0 |", text)

    assert not [each for each in said(text, Level.WARNING) if "Maintenance begins" in each]


def test_our_own_plan_contradicts_nothing() -> None:
    """The web shop's plan is free of warnings."""
    assert [] == said(FILLED, Level.WARNING)
