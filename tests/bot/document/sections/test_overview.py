from datetime import UTC, datetime

import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.plan import Release, TeamMember
from tests.bot.document.documents import FILLED, SEED, WEB_SHOP, changed, found, line_of, read, said

WINDOW = "23:00 - 01:00 Europe/Berlin"


def errors_on(needle: str, text: str) -> list[str]:
    """The errors on the line of a text."""
    return [f.text for f in found(text) if f.level is Level.ERROR and f.line == line_of(needle, text)]


def test_the_head_of_a_document_is_read() -> None:
    """ID, author and traceability, the latter from a link."""
    plan = parse(FILLED).plan

    assert ("WEB-DEPLOY-041", "Tess Okafor (@tess), Release Manager", "WEB-UAT-188") == (
        plan.document_id,
        plan.author,
        plan.traceability,
    )


@pytest.mark.parametrize(
    "line", ["**Author**: @tess", "Author: @tess", "author:@tess", "**Author:**   @tess  "]
)
def test_an_entry_is_read_however_it_is_marked_up(line: str) -> None:
    """Bold, plain, with the colon inside or out."""
    assert "@tess" == read("**Author:** Tess Okafor (@tess), Release Manager  ", line).author


@pytest.mark.parametrize(
    ("entry", "level"),
    [("Document ID", Level.ERROR), ("Author", Level.ERROR), ("Traceability", Level.WARNING)],
)
def test_an_entry_that_is_missing_is_named(entry: str, level: Level) -> None:
    """Nobody can name a deployment without an ID, and an author must not approve."""
    text = "\n".join(line for line in FILLED.split("\n") if not line.startswith(f"**{entry}:**"))

    assert [level] == [f.level for f in found(text) if f"has no {entry}" in f.text]


@pytest.mark.parametrize("written", ["WEB 041", "WEB-DEPLOY-041.2", "WÖB-DEPLOY-041", "WEB-1" + "X" * 200])
def test_an_id_that_cannot_be_typed_is_an_error_on_its_line(written: str) -> None:
    """The deployment would silently be called by its file otherwise."""
    text = changed("WEB-DEPLOY-041", written)

    assert [True] == ["cannot be typed in a command" in each for each in errors_on("**Document ID:**", text)]


def test_other_lines_above_the_first_section_are_kept() -> None:
    """Entries, sentences and tables that the plan does not know are kept and noted."""
    text = changed(
        "# Web Shop Release: Express Checkout\n", "# T\n\nTeam: Octal\nno entry\n\n| a |\n|---|\n| b |\n"
    )
    kept = [piece.text for piece in parse(text).plan.unread][:3]

    assert ["Team: Octal", "no entry", "| a |\n|---|\n| b |"] == kept
    assert 3 == len([each for each in said(text, Level.NOTE) if "bove the first section" in each])


def test_a_release_is_read_with_its_optional_rows() -> None:
    """All of 1.1 but date and window."""
    expected = Release(
        name="Web shop",
        version="4.12.0",
        deployment_type="Blue-Green",
        environment="production",
        service="web-shop",
        base_url="https://shop.example.com",
        change_type="Normal",
        customer_impact="The shop shows a maintenance page for up to 100 minutes; carts and logins are kept",
        line=line_of("### 1.1"),
    )

    assert expected == parse(FILLED).plan.release


def test_service_and_environment_have_their_defaults() -> None:
    """Without the rows the service is the release's name, in production."""
    text = changed("| Service | web-shop |\n| Environment | production |\n", "")
    release = parse(text).plan.release

    assert ("Web shop", "production") == (release.service, release.environment)


@pytest.mark.parametrize(
    "label", ["Release Name", "Version", "Deployment Date", "Deployment Window", "Deployment Type"]
)
def test_a_row_of_the_seed_must_be_there_and_filled(label: str) -> None:
    """A row that is missing and one that is empty are errors."""
    row = FILLED.split("\n")[line_of(f"| {label} |") - 1]

    assert [f"1.1 has no row “{label}”: add it."] == said(changed(row + "\n", ""), Level.ERROR)
    assert [f"“{label}” has no value: fill in the cell."] == said(changed(row, f"| {label} | |"), Level.ERROR)


def test_rows_that_are_unknown_or_stand_twice_are_kept() -> None:
    """The first of two counts, and whoever approves is warned of the other."""
    text = changed("| Version | 4.12.0 |", "| Version | 4.12.0 |\n| Version | 5 |\n| Ticket | WEB-1 |")
    plan = parse(text).plan

    assert "4.12.0" == plan.release.version
    assert ["| Version | 5 |", "| Ticket | WEB-1 |"] == [piece.text for piece in plan.unread][:2]
    assert "The row “Ticket” is not one the plan knows: it is kept as it is." in said(text, Level.NOTE)
    twice = f"“Version” stands on line {line_of('| Version |')} already, and that row counts: keep one."
    assert [twice] == said(text, Level.WARNING)


def test_a_window_is_two_instants_of_its_zone() -> None:
    """It ends on the next day, in winter time."""
    window = parse(FILLED).plan.window

    assert window is not None
    assert (
        datetime(2026, 12, 1, 22, 0, tzinfo=UTC),
        datetime(2026, 12, 2, 0, 0, tzinfo=UTC),
        "Europe/Berlin",
        line_of("| Deployment Window |"),
    ) == (window.start, window.end, window.zone, window.line)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("23:00 - 01:00", "has no time zone"),
        ("23:00 - 01:00 CET", "“CET” is no time zone"),
        ("23:00 - 01:00 Europe/Atlantis", "“Europe/Atlantis” is no time zone"),
        ("eleven to one", "is no window that can be read"),
        ("23:00 - 25:00 Europe/Berlin", "is no window that can be read"),
        ("23:00 - 23:00 Europe/Berlin", "starts and ends at the same time"),
    ],
)
def test_a_window_that_cannot_be_is_an_error(written: str, problem: str) -> None:
    """Zone, times and their order are each named, and the plan has no window then."""
    text = changed(WINDOW, written)
    (error,) = errors_on("| Deployment Window |", text)

    assert problem in error
    assert parse(text).plan.window is None


@pytest.mark.parametrize("written", ["01/12/2026", "2026-02-30", "next Tuesday"])
def test_a_date_that_cannot_be_read_is_an_error(written: str) -> None:
    """What is no date, or might be two, is asked for in one form."""
    text = changed("| Deployment Date | 2026-12-01 |", f"| Deployment Date | {written} |")

    assert [f"“{written}” is no date that can be read: write 2026-12-01."] == (
        errors_on("| Deployment Date |", text)
    )


@pytest.mark.parametrize(
    ("day", "window", "problem"),
    [
        ("2026-03-29", "02:30 - 05:00", "2026-03-29 02:30 in Europe/Berlin does not exist"),
        ("2026-03-28", "23:00 - 02:00", "2026-03-29 02:00 in Europe/Berlin does not exist"),
        ("2026-10-25", "02:00 - 05:00", "2026-10-25 02:00 in Europe/Berlin happens twice"),
        ("2026-10-24", "23:00 - 02:59", "2026-10-25 02:59 in Europe/Berlin happens twice"),
    ],
)
def test_a_time_that_daylight_saving_spoils_is_an_error(day: str, window: str, problem: str) -> None:
    """Start and end, in spring and in autumn."""
    text = changed("| Deployment Date | 2026-12-01 |", f"| Deployment Date | {day} |")
    text = changed(WINDOW, f"{window} Europe/Berlin", text)

    assert [True] == [error.startswith(problem) for error in errors_on("| Deployment Window |", text)]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 3), ("2026-10-24", 5), ("2026-12-01", 4)])
def test_a_window_over_a_change_of_clocks_has_its_real_length(day: str, hours: int) -> None:
    """23:00 to 03:00 are four hours, but three in the spring night and five in the autumn night."""
    text = changed("| Deployment Date | 2026-12-01 |", f"| Deployment Date | {day} |")
    window = read(WINDOW, "23:00 - 03:00 Europe/Berlin", text).window

    assert window is not None
    assert hours * 3600 == window.length.total_seconds()


def test_placeholders_of_the_window_are_no_second_error() -> None:
    """The seed's window is complained about for what is left in braces and no more."""
    assert {"{End Time} is still to be filled in.", "{Timezone} is still to be filled in."} == set(
        errors_on("| Deployment Window |", SEED)
    )
    assert [] == said(WEB_SHOP, Level.ERROR)


def test_a_team_is_read_with_deputies() -> None:
    """A row of 1.2, its columns in our own order."""
    expected = TeamMember(
        role="Deployment Lead",
        name="Ana Castillo (@ana)",
        contact="+49 30 5550 1001",
        responsibility="Overall coordination, Go and rollback decisions",
        deputy="@sam",
        line=line_of("| Deployment Lead |"),
    )

    assert expected == parse(FILLED).plan.team[0]


def test_a_member_without_a_role_is_an_error() -> None:
    """A name alone stands for nothing."""
    assert ["This row of 1.2 has no role: fill in the cell."] == said(
        changed("| CAB | Carla Reyes (@carla)", "| | Carla Reyes (@carla)"), Level.ERROR
    )
