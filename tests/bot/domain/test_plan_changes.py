import re

import pytest

from bot.document.parse import parse
from bot.domain.plan_changes import (
    HEAD,
    OTHER,
    SECTIONS,
    WINDOW,
    Change,
    changes,
    is_same_but_for_version_and_window,
    words,
)
from tests.bot.document.documents import FILLED, changed

ONE_EACH = {
    HEAD: ("[WEB-UAT-188]", "[WEB-UAT-189]"),
    WINDOW: ("23:00 - 01:00", "22:00 - 01:00"),
    "1.1": ("| Blue-Green |", "| Canary |"),
    "1.2": ("+49 30 5550 1003", "+49 30 5550 1093"),
    "2.1": ("- [ ] All tests passing in CI/CD\n", ""),
    "2.2": ("| UAT Sign-off | Product Owner |", "| UAT Sign-off | QA Lead |"),
    "2.3": ("in German and English", "in German"),
    "3.1": ("| Create database backup | DBA | 15 min |", "| Create database backup | DBA | 25 min |"),
    "3.2": ("### 3.2 Deployment (T-0)", "### 3.2 Deployment (T+5 min)"),
    "4.1": ("| V041_1_create_express_tokens.sql |", "| V041_1_create_tokens.sql |"),
    "8.2": ("### 8.2 Dashboards\n", "### 8.2 Dashboards\n\nAsk operations for access.\n"),
    "10": ("| Smoke Tests Pass |", "| Smoke Tests Green |"),
}


def sections(text: str, before: str = FILLED) -> list[str]:
    """The sections in which a document differs from another."""
    return [change.section for change in changes(parse(before).plan, parse(text).plan)]


def test_the_same_document_does_not_differ() -> None:
    """A document differs from itself in nothing."""
    assert [] == sections(FILLED)


def test_marks_spacing_and_order_of_columns_do_not_count() -> None:
    """Filled marks, moved lines, wider cells and turned columns are no change."""
    marked = FILLED.replace("⬜", "✅").replace("- [ ]", "- [x]")
    spaced = re.sub(r"^\| ", "|    ", FILLED.replace("\n## ", "\n\n\n## "), flags=re.MULTILINE)
    turned = re.sub(r"^(\| )(V041\S+|Script)( \| )([^|]+)( \|)", r"\1\4\3\2\5", FILLED, flags=re.MULTILINE)
    assert FILLED not in {marked, spaced, turned}
    assert [[], [], []] == [sections(marked), sections(spaced), sections(turned)]


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [(section, old, new) for section, (old, new) in ONE_EACH.items()],
)
def test_a_change_is_found_in_its_section(section: str, old: str, new: str) -> None:
    """A change in one place is a change of that section alone."""
    text = changed(old, new)
    assert [section] == sections(text)


def test_every_section_can_differ() -> None:
    """Each section of the plan is compared: without its rows it differs."""
    plan = parse(FILLED).plan
    compared = {section.number for section in SECTIONS if list(section.rows(plan))}
    assert {section.number for section in SECTIONS} == compared


def test_rows_are_named() -> None:
    """What was added, removed and changed is said by name."""
    text = changed("| 8 | Clear CDN and product caches |", "| 8 | Purge CDN and product caches |")
    script = "| V041_1_create_express_tokens.sql |"
    text = text.replace(script, f"| V040.sql | Seeds | Yes |\n{script}")
    first, second = changes(parse(FILLED).plan, parse(text).plan)
    assert ("3.2", "step") == (first.section, first.noun)
    assert all(name.startswith("8 Purge CDN") for name in first.added)
    assert all(name.startswith("8 Clear CDN") for name in first.removed)
    assert Change(section="4.1", noun="script", added=("V040.sql",)) == second


def test_the_order_of_rows_counts() -> None:
    """Two rows that changed places are a change, though none was added, removed or changed."""
    text = re.sub(r"(\| V041_1\S+ .*\n)(\| V041_2\S+ .*\n)", r"\2\1", FILLED)
    assert FILLED != text
    assert (Change(section="4.1", noun="script"),) == changes(parse(FILLED).plan, parse(text).plan)


def test_a_section_of_its_own_is_another() -> None:
    """A chapter that the plan does not know counts for itself; a section in a known chapter for that."""
    assert [OTHER] == sections(f"{FILLED}\n## 11. Legal\n\nAsk the lawyers.\n")
    inside = changed("## 5. Configuration Changes", "### 4.4 Replicas\n\nTwo.\n\n## 5. Configuration Changes")
    assert ["4"] == sections(inside)


def test_an_own_column_counts() -> None:
    """A cell of a column that the plan does not know is compared, too."""
    head = FILLED.replace("| Dashboard | URL |\n|-----------|-----|", "| Dashboard | URL | X |\n|--|--|--|")
    one = re.sub(r"^(\| [^|\n]+ \| https://\S+ \|)$", r"\1 a |", head, flags=re.MULTILINE)
    other = re.sub(r"^(\| [^|\n]+ \| https://\S+ \|)$", r"\1 b |", head, flags=re.MULTILINE)
    assert one != other
    assert ["8.2"] == sections(one, other)


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("3.1", changed("Verify green stack", "Verify [green](https://wiki.example/2) stack")),
        ("4.1", changed("with a default |", "with [a default](https://wiki.example/2) |")),
        ("2.1", changed("in CI/CD\n", "in [CI/CD](https://ci.example/2)\n")),
    ],
)
def test_where_a_link_leads_counts(section: str, text: str) -> None:
    """The same words that lead to another page are a change of their section, and are said to be one."""
    before = text.replace(".example/2", ".example/1")
    (change,) = changes(parse(before).plan, parse(text).plan)
    assert f"section {section}, text" == words(change)


def test_a_line_of_the_head_that_the_plan_does_not_know() -> None:
    """What stands above section 1 and is not read is a change of the head, and is said to be one."""
    text = changed("**Author:**", "**Reviewers:** everybody  \n**Author:**")
    (change,) = changes(parse(FILLED).plan, parse(text).plan)
    assert "the head, text" == words(change)


def test_no_row_hides_another() -> None:
    """Rows of one name, and one that is called as the second of them would be, are all compared."""
    twice = changed("| Error Rate | < 1%", "| CPU Usage (2) | < 1%")
    after = twice.replace("| CPU Usage (2) | < 1%", "| CPU Usage (2) | < 99%")
    (change,) = changes(parse(twice).plan, parse(after).plan)
    assert ("8.1", ("CPU Usage (2)",)) == (change.section, change.changed)


def test_the_same_but_for_version_and_window() -> None:
    """A new version, wherever it stands, and a new window are told from any other change."""
    plan = parse(FILLED).plan
    moved = FILLED.replace("4.12.0", "4.13.0").replace("2026-12-01", "2026-12-08")
    retyped = changed("| Blue-Green |", "| Canary |")
    assert is_same_but_for_version_and_window(plan, parse(moved).plan)
    assert not is_same_but_for_version_and_window(plan, parse(retyped).plan)


SCALED = "| 9 | Scale to 7 nodes, for release 7 on 2026-12-01 at 23:00 |"
"""A step that names what is filled in at `start`, and the same number for something else."""


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("| 9 | Scale to 7 nodes, for release 8 on 2026-12-08 at 22:30 |", True),
        ("| 9 | Scale to 7 nodes, for release 7 on 2026-12-01 at 23:00 |", True),
        ("| 9 | Scale to 7 nodes, for release 9 on 2026-12-08 at 22:30 |", False),
        ("| 9 | Scale to 17 nodes, for release 8 on 2026-12-08 at 22:30 |", False),
        ("| 9 | Scale to 7.8 nodes, for release 8 on 2026-12-08 at 22:30 |", False),
    ],
)
def test_a_version_of_one_number_is_told_from_other_numbers(again: str, expected: bool) -> None:
    """Version, date and start may be named anywhere; that other rows hold the same digits does not matter."""
    action = "| 9 | Warm up product and checkout pages |"
    before = changed(action, SCALED).replace("4.12.0", "7")
    after = changed(action, again).replace("4.12.0", "8").replace("2026-12-01", "2026-12-08")
    after = after.replace("| 23:00 - 01:00", "| 22:30 - 01:00")
    plans = parse(before).plan, parse(after).plan
    assert plans[0].window != plans[1].window
    assert expected is is_same_but_for_version_and_window(*plans)


def test_a_row_more_is_another_plan() -> None:
    """A table that grew is no other version of itself."""
    after = changed("| 9 | Warm up", "| 9 | Flush | DevOps | 5 min | No | | ⬜ |\n| 9b | Warm up")
    assert not is_same_but_for_version_and_window(parse(FILLED).plan, parse(after).plan)
