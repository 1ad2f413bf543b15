from datetime import datetime

import pytest
from hypothesis import given, settings, strategies as st

from bot.document.fill import fill
from bot.document.parse import parse
from tests.bot.document.documents import FILLED, LEDGER, SEED, START, WEB_SHOP, changed, line_of

VERSIONS = st.text(alphabet="0123456789abcxyz.-+", min_size=1, max_size=12).filter(
    lambda text: text.strip("-")
)
CHANGE_NIGHTS = ("2026-03-29T01:00", "2026-10-25T00:30", "2026-03-07T22:00", "2026-10-31T22:00")
"""Starts from which a window runs over a change of clocks, in Berlin and in New York."""

STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 - local times
    lambda at: at.replace(second=0, microsecond=0)
) | st.sampled_from(CHANGE_NIGHTS).map(datetime.fromisoformat)


def differing(before: str, after: str) -> list[int]:
    """The lines that are not the same, from 1; there must be as many of them."""
    one, other = before.split("\n"), after.split("\n")
    return [number for number, (a, b) in enumerate(zip(one, other, strict=True), start=1) if a != b]


def test_the_three_placeholders_are_filled_wherever_they_stand() -> None:
    """Version, date and start go in, also in a step's words; the others stay."""
    text = fill(SEED, version="4.12.0", start=START)

    assert "| Version | 4.12.0 |" in text
    assert "| Deployment Date | 2026-12-01 |" in text
    assert "| Deployment Window | 23:00 - {End Time} {Timezone} |" in text
    assert "| 6 | Deploy application v4.12.0 | DevOps |" in text
    assert [18, 19, 20, 81] == differing(SEED, text)


def test_without_a_start_date_and_window_stay() -> None:
    """`start PLAN VERSION` fills the version alone."""
    text = fill(WEB_SHOP, version="4.12.0")

    assert "{Date}" in text
    assert "{X.Y.Z}" not in text
    assert parse(text).plan.window is None


@pytest.mark.parametrize("date", ["2026-12-01", "1.12.2026"])
def test_without_a_start_the_rest_says_what_stands_in_1_1(date: str) -> None:
    """A date that the author wrote there is the one of the placeholders in the text."""
    text = (
        WEB_SHOP.replace("| {Date} |", f"| {date} |") + "\nThe shop is slow on {Date} from {Start Time} on.\n"
    )

    assert "\nThe shop is slow on 2026-12-01 from 23:00 on.\n" in fill(text, version="4.12.0")
    assert f"| Deployment Date | {date} |" in fill(text, version="4.12.0")
    assert "slow on 2026-12-08 from 00:30 on" in fill(text, version="1", start=datetime(2026, 12, 8, 0, 30))  # noqa: DTZ001 - local
    assert "slow on {Date} from 23:00 on" in fill(text.replace(f"| {date} |", "| {Date} |"), version="1")


def test_what_stands_there_is_replaced_and_the_window_keeps_its_length() -> None:
    """A filled-in document gets another version, date and start, in these three lines alone."""
    text = fill(FILLED, version="4.13.0", start=datetime(2026, 12, 8, 0, 30))  # noqa: DTZ001 - local
    lines = text.split("\n")

    assert [line_of(head) for head in ("| Version |", "| Deployment Date |", "| Deployment Window |")] == (
        differing(FILLED, text)
    )
    assert ["| Version | 4.13.0 |", "| Deployment Date | 2026-12-08 |"] == lines[16:18]
    assert "| Deployment Window | 00:30 - 02:30 Europe/Berlin |" == lines[18]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("23:00 - 01:00 Europe/Berlin", "20:15 - 22:15 Europe/Berlin"),
        ("22.30–01.00 (Europe/Berlin)", "20:15–22:45 (Europe/Berlin)"),
        ("{Start Time} - 01:00 Europe/Berlin", "20:15 - 01:00 Europe/Berlin"),
        ("by night", "by night"),
        ("`23:00 - 01:00 UTC`", "`20:15 - 22:15 UTC`"),
    ],
)
def test_a_window_is_moved_as_it_is_written(written: str, expected: str) -> None:
    """Dash, brackets and zone stay; what is no window stays as it is."""
    text = changed("23:00 - 01:00 Europe/Berlin", written, WEB_SHOP)
    text = fill(text, version="1", start=datetime(2026, 12, 1, 20, 15))  # noqa: DTZ001 - local

    assert f"| Deployment Window | {expected} |" in text


def test_columns_in_another_order_are_found() -> None:
    """Values before fields are filled as well, and a pipe in a version stays in its cell."""
    text = "## Release Information\n\n| Value | Field |\n|--|--|\n| old | Version |\n| | Deployment Date |\n"
    text = fill(text, version="4 | 5", start=START)

    assert "| 4 \\| 5 | Version |\n| 2026-12-01 | Deployment Date |\n" in text


def test_line_ends_stay_as_they_are() -> None:
    """CRLF and a byte-order mark are kept byte for byte."""
    windows = "\ufeff" + WEB_SHOP.replace("\n", "\r\n")

    assert "\ufeff" + FILLED.replace("\n", "\r\n") == fill(windows, version="4.12.0", start=START)


def test_a_document_without_the_rows_is_left_alone() -> None:
    """Where there is nothing to fill, nothing changes."""
    assert "# Notes\n\ntext" == fill("# Notes\n\ntext", version="1", start=START)
    assert "" == fill("", version="1", start=START)


def test_a_table_without_values_is_left_alone() -> None:
    """Where 1.1 has lost its column there is no cell to fill."""
    text = WEB_SHOP.replace("| Field | Value |", "| Field | Worth |")

    assert "| Deployment Window | 23:00 - 01:00 Europe/Berlin |" in fill(text, version="1", start=START)


def test_a_version_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    """What was typed is put in as it is."""
    assert "v{Date}" == fill("v{X.Y.Z}", version="{Date}", start=START)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([WEB_SHOP, LEDGER, FILLED]), VERSIONS, STARTS)
def test_what_is_filled_in_is_read_back(text: str, version: str, start: datetime) -> None:
    """The plan has the version and the start that were given, and its window is as long as before."""
    filled = fill(text, version=version, start=start)
    plan = parse(filled).plan

    assert version == plan.release.version
    row = filled.split("\n")[line_of("| Deployment Window |", filled) - 1]
    assert f"| {start:%H:%M} - " in row
    assert f"| Deployment Date | {start:%Y-%m-%d} |" in filled
    if plan.window:
        before = parse(fill(text, version=version, start=START)).plan.window
        assert before is not None
        assert before.length == plan.window.length


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(alphabet="ab |`{}X.Y.Z#\r\u2028", max_size=20), min_size=1, max_size=12),
    VERSIONS,
    STARTS,
)
def test_untouched_lines_are_identical(lines: list[str], version: str, start: datetime) -> None:
    """Lines without a placeholder, outside 1.1, come out as they went in."""
    text = "\n".join(lines)
    filled = fill(text, version=version, start=start).split("\n")

    assert [line for line in lines if "{" not in line] == [
        after for line, after in zip(lines, filled, strict=True) if "{" not in line
    ]


@settings(max_examples=20, deadline=None)
@given(VERSIONS, STARTS)
def test_filling_twice_is_filling_once(version: str, start: datetime) -> None:
    """The same values again change nothing."""
    once = fill(LEDGER, version=version, start=start)

    assert once == fill(once, version=version, start=start)
