import re
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from bot.document.check import check
from bot.document.fill import fill
from bot.document.findings import Level
from bot.document.outline import NUMBERS, REQUIRED, Part
from bot.document.parse import parse
from bot.document.timeline import timeline
from bot.domain.plan import Plan, Unread
from tests.bot.document.documents import (
    FILLED,
    LEDGER,
    SEED,
    START,
    WEB_SHOP,
    changed,
    found,
    line_of,
    said,
    without_section,
)

SIZES_OF_THE_SEED = {
    "team": 5,
    "checklist": 11,
    "signoffs": 8,
    "phases": 3,
    "migrations": 3,
    "migration_commands": 2,
    "validations": 3,
    "variables": 2,
    "flags": 1,
    "triggers": 5,
    "decisions": 3,
    "rollback_commands": 3,
    "smoke_tests": 5,
    "smoke_commands": 1,
    "metrics": 4,
    "dashboards": 4,
    "notifications": 4,
    "contacts": 3,
    "checkpoints": 4,
    "unread": 3,
}


def without_lines(plan: Plan) -> str:
    """A plan as text, without the lines things stand on: to compare documents that differ in layout."""
    return re.sub(
        r"\bline=\d+",
        "",
        repr(
            replace(
                plan,
                unread=(),
                phases=tuple(replace(phase, title="") for phase in plan.phases),
                rollback=replace(plan.rollback, title="") if plan.rollback else None,
            )
        ),
    )


def test_all_ten_sections_of_the_seed_are_read() -> None:
    """Every row of the unfilled template is there."""
    plan = parse(SEED).plan

    assert SIZES_OF_THE_SEED == {name: len(getattr(plan, name)) for name in SIZES_OF_THE_SEED}
    assert [str(number) for number in range(1, 15)] == [step.number for step in plan.steps]
    assert [f"R{number}" for number in range(1, 8)] == [step.number for step in plan.rollback_steps]


def test_everything_knows_its_line() -> None:
    """What a plan holds stands on the line it names."""
    plan, lines = parse(FILLED).plan, FILLED.split("\n")

    for step in (*plan.steps, *plan.rollback_steps):
        assert f"| {step.number} | {step.action} |" in lines[step.line - 1]
    for row in plan.signoffs:
        assert row.label in lines[row.line - 1]
    for command in (*plan.migration_commands, *plan.rollback_commands, *plan.smoke_commands):
        assert command.text.split("\n")[0] == lines[command.line - 1]
    for item in plan.checklist:
        assert item.text.split()[0] in lines[item.line - 1]
    for trigger in plan.triggers:
        assert trigger.text in lines[trigger.line - 1]


@pytest.mark.parametrize("text", [SEED, FILLED, LEDGER])
def test_line_ends_and_a_mark_change_nothing(text: str) -> None:
    """CRLF, CR and a byte-order mark are read as if they were not there."""
    expected = parse(text)

    assert expected == parse("\ufeff" + text)
    assert expected == parse(text.replace("\n", "\r\n"))
    assert expected == parse(text.replace("\n", "\r"))


@pytest.mark.parametrize("text", [SEED, FILLED, LEDGER])
def test_numbers_of_titles_do_not_matter(text: str) -> None:
    """Titles without numbers, or with others, open the same sections."""
    bare = re.sub(r"^(#+) [0-9.]+ ", r"\1 ", text, flags=re.MULTILINE)
    other = re.sub(r"^(#+) [0-9.]+ ", r"\1 17.4. ", text, flags=re.MULTILINE)

    assert without_lines(parse(text).plan) == without_lines(parse(bare).plan)
    assert without_lines(parse(text).plan) == without_lines(parse(other).plan)


def turned(text: str) -> str:
    """A document with the columns of every table in the opposite order, without padding."""
    lines = []
    for line in text.split("\n"):
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
            lines.append("|" + "|".join(cell.strip() for cell in reversed(cells)) + "|")
        else:
            lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("text", [SEED, FILLED, LEDGER])
def test_columns_may_stand_in_any_order_and_width(text: str) -> None:
    """A table is read by its heads."""
    assert without_lines(parse(text).plan) == without_lines(parse(turned(text)).plan)


def test_extra_columns_are_kept_and_named() -> None:
    """A column that the plan does not know is noted, and the others are read."""
    text = changed("| Script | Description | Reversible |", "| Script | Ticket | Description | Reversible |")
    text = text.replace("|--------|-------------|------------|", "|--|--|--|--|")
    text = re.sub(r"^\| (V041\S+) \|", r"| \1 | WEB-9 |", text, flags=re.MULTILINE)
    plan = parse(text).plan

    assert parse(FILLED).plan.migrations == plan.migrations
    line = line_of("| Script |", text)
    assert Unread(text="Ticket", line=line, section="4.1") in plan.unread
    assert ["WEB-9"] * 3 == [piece.text for piece in plan.unread if piece.text.startswith("WEB-")]
    assert "The plan knows no column “Ticket”: it is kept as it is." in said(text, Level.NOTE)


def test_extra_sections_are_kept_word_for_word_and_named() -> None:
    """A section that the plan does not know is kept as it was written."""
    text = FILLED + "\n## Appendix A\n\nSee *the wiki*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    plan = parse(text).plan

    kept = [piece.text for piece in plan.unread]
    assert ["Initiate rollback if:", "See *the wiki*.", "| a | b |\n|---|---|\n| 1 | 2 |"] == kept
    assert "The section “Appendix A” is kept as it is." in said(text, Level.NOTE)


def test_a_title_that_is_nearly_right_is_a_warning() -> None:
    """A slip in a title is named with what it may have meant, and a section is missing."""
    text = changed("### 8.2 Dashboards", "### 8.2 Dashbords")

    assert {
        "The section “8.2 Dashbords” is kept as it is: if “Dashboards” is meant, call it that.",
        "The section “Dashboards” (8.2) is missing: add it, with “None” where there is nothing to say.",
    } == set(said(text, Level.WARNING))


@pytest.mark.parametrize("part", Part)
def test_a_missing_section_is_named(part: Part) -> None:
    """Without its section a plan cannot run, or is warned about."""
    heading = next(line for line in FILLED.split("\n") if re.match(rf"#+ ([0-9.]+ )?{part}( \(|$)", line))
    expected = Level.ERROR if part in REQUIRED else Level.WARNING
    findings = found(without_section(heading))

    assert [expected] == [f.level for f in findings if f"“{part}” ({NUMBERS[part]}) is missing" in f.text]


@pytest.mark.parametrize("part", sorted(REQUIRED))
def test_a_section_without_rows_is_an_error(part: Part) -> None:
    """A heading alone does not make a section."""
    heading = next(line for line in FILLED.split("\n") if re.match(rf"#+ ([0-9.]+ )?{part}( \(|$)", line))
    text = without_section(heading) + f"\n{heading}\n\nNone\n"

    assert [f for f in found(text) if f.level is Level.ERROR and f"“{part}” has no rows" in f.text]


def test_a_section_may_say_none() -> None:
    """Where there is nothing to list, a word says so, and nothing is noted."""
    heading = "### 5.2 Feature Flags"
    text = without_section(heading) + f"\n{heading}\n\nNone.\n"

    assert () == parse(text).plan.flags
    assert not [finding for finding in found(text) if finding.line >= line_of(heading, text)]


def test_a_section_in_two_places_is_read_as_one() -> None:
    """What stands under a repeated title is added, with a warning."""
    text = (
        FILLED + "\n### Dashboards\n\n| Dashboard | URL |\n|---|---|\n| More | https://more.example.com |\n"
    )

    assert 5 == len(parse(text).plan.dashboards)
    assert ["“Dashboards” stands here a second time: both are read as one section."] == said(
        text, Level.WARNING
    )


def test_what_stands_where_it_does_not_belong_is_kept_and_named() -> None:
    """A list among the dashboards is a warning, a sentence a note, a text under a chapter a note."""
    text = changed("### 8.2 Dashboards\n", "### 8.2 Dashboards\n\n- one\n\nLook at them.\n")
    text = changed("## 8. Monitoring\n", "## 8. Monitoring\n\nSee the handbook.\n", text)

    kept = {piece.text for piece in parse(text).plan.unread}
    assert {"- one", "Look at them.", "See the handbook."} <= kept
    assert ["This list is not what “8.2 Dashboards” holds: it is kept, but nothing is done with it."] == said(
        text, Level.WARNING
    )
    assert {
        "This text in “8.2 Dashboards” is not part of the plan: it is kept as it is.",
        "This stands directly under “8. Monitoring” and is kept as it is.",
    } <= set(said(text, Level.NOTE))


def test_placeholders_are_errors_but_for_those_that_start_fills() -> None:
    """Braces left over stop submit, those of `start` are noted, and those inside code are fine."""
    text = changed("| R1 | Enable maintenance mode |", "| R1 | Enable {page} and `{backup_id}` |", WEB_SHOP)

    assert ["{page} is still to be filled in."] == said(text, Level.ERROR)
    assert {"{X.Y.Z} is filled in at `start`.", "{Date} is filled in at `start`."} <= set(
        said(text, Level.NOTE)
    )


def test_a_placeholder_in_a_title_is_found() -> None:
    """Headings are looked at, too."""
    assert ["{Name} is still to be filled in."] == said(
        changed("# Web Shop Release: Express Checkout", "# {Name}"), Level.ERROR
    )


def test_a_code_block_without_an_end_is_an_error() -> None:
    """A fence that swallows the rest of the document is named where it opens."""
    text = changed("./scripts/smoke-test.sh --env production --suite critical --verbose\n```", "./smoke")
    opens = line_of("# Run smoke test suite", text) - 1

    assert opens in [f.line for f in found(text) if "never closed" in f.text]


def test_a_pipe_too_many_is_a_warning() -> None:
    """What a cell too many holds would be lost, so it is named with what to do."""
    text = changed("| Warm up product and checkout pages |", "| Warm up product | checkout pages |")
    (finding,) = [f for f in found(text) if "more cell(s)" in f.text]

    assert (Level.WARNING, line_of("| 9 |", text)) == (finding.level, finding.line)


def test_an_empty_document_has_findings_and_no_crash() -> None:
    """Nothing at all is a plan with everything missing."""
    document = parse("")

    assert ("", None, ()) == (document.plan.title, document.plan.window, document.plan.steps)
    assert len(REQUIRED) <= len([f for f in check(document) if f.level is Level.ERROR])


MARKDOWN = ("|", "\\|", "`", "```", "#", "\n", "\n\n", "- [x] ", "{", "}", "**", "<", "> ", "---", "[a](b)")
VALUES = ("T-", "99999999999999", "⬜", "23:00", "Europe/Berlin", "&amp;", "<@U1>", "0 min", "-1", "é")
INVISIBLE = ("\r", "\t", "\0", "\u2028")
PIECES = st.sampled_from((*MARKDOWN, *VALUES, *INVISIBLE))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SEED, FILLED, LEDGER]), st.data())
def test_no_change_of_a_document_is_a_crash(text: str, data: st.DataObject) -> None:
    """Pieces cut out, put in and moved about leave a document that is still read, checked and shown."""
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        text = text[:start] + data.draw(PIECES) + text[end:]
    document = parse(text)

    count = text.count("\n") + text.count("\r") + 1
    assert all(1 <= finding.line <= count for finding in check(document))
    timeline(document.plan)
    parse(fill(text, version="4.12.0", start=START))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_no_text_is_a_crash(text: str) -> None:
    """Whatever is dropped in as a document gets an answer."""
    assert check(parse(text))
