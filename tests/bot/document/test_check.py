from datetime import timedelta

import pytest

from bot.document.check import RULES, check
from bot.document.findings import Level
from bot.document.parse import parse
from bot.document.report import render_findings
from tests.bot.document.documents import FILLED, LEDGER, SEED, changed, golden, line_of, said


def test_the_seed_itself_has_findings_and_no_crash() -> None:
    """The unfilled template's placeholders, open roles and contradictions are all named."""
    now = render_findings("deployment-plan-template.md", check(parse(SEED)))

    assert golden("seed-findings.txt", now) == now


@pytest.mark.parametrize(
    "contradiction",
    [
        "“3.2 Deployment (T-0)” cannot end before T+37 min",
        "“Response time > 5 seconds” asks for a rollback later",
        "CPU Usage: between Normal (< 60%) and Warning (> 70%) there is a hole",
        "Memory Usage: between Normal (< 70%) and Warning (> 80%) there is a hole",
        "Maintenance begins at T-35 min, but the status page says nothing before T-0",
        "Step 7 says Yes to Rollback?",
        "R3, Rollback database, is taken to undo step 5",
    ],
)
def test_the_seed_contradicts_itself(contradiction: str) -> None:
    """What the template says in one place and denies in another is a warning."""
    assert [text for text in said(SEED, Level.WARNING) if text.startswith(contradiction)]


def test_findings_come_by_line() -> None:
    """A reader goes through the document from above."""
    lines = [finding.line for finding in check(parse(SEED))]

    assert sorted(lines) == lines


def test_marks_that_are_filled_in_count_for_nothing() -> None:
    """All marks of one row are one warning."""
    text = changed(
        "| UAT Sign-off | Product Owner | ⬜ | |", "| UAT Sign-off | Product Owner | ✅ | 2026-11-30 |"
    )

    assert [
        "Status “✅”, Date “2026-11-30”: filled in already, and counts for nothing: it is asked for in Slack."
    ] == said(text, Level.WARNING)


def test_a_window_that_has_passed_is_a_warning() -> None:
    """To the second of its end the window is open; `now` is asked only where it is given."""
    document = parse(FILLED)
    window = document.plan.window
    assert window is not None

    before = check(document, now=window.end - timedelta(seconds=1))
    after = [f for f in check(document, now=window.end) if f not in before]
    assert before == check(document)
    assert [(line_of("Deployment Window"), Level.WARNING)] == [(f.line, f.level) for f in after]
    assert "The window has passed: it ended on 2026-12-02 at 01:00 CET" in after[0].text


def test_every_rule_has_something_to_say() -> None:
    """No rule is silent about both documents that it was made for."""
    broken = changed("WEB-DEPLOY-041", "web plan")
    broken = changed("| Medium | Team consensus | 30 minutes |\n", "", broken)
    broken = changed(
        "| R3 | Rollback database | DBA | 10 min | 5 |", "| R2 | Undo all | DBA | 10 min | 99 |", broken
    )
    broken = changed("Tess Okafor (@tess), Release Manager", "@sec", broken)
    broken = changed("| Change type | Normal |", "| Change type | Urgent |", broken)
    broken = changed("| SESSION_TTL_SECONDS | 1800 |", "| SESSION_KEY | (secret: see the plan) |", broken)
    broken = changed("| GET / |", "| GET /?token=«hidden» |", broken)
    broken = changed("| 200 OK, products |", "| a list of products |", broken)
    row = next(line for line in FILLED.split("\n") if line.startswith("| CPU Usage"))
    broken = changed(row, f"{row}\n{row}", broken)
    broken = broken.replace("| Approval | Approver | Status |", "| Approval | Approver | Covers |")
    ledger = changed(
        "| 12 | Refresh planner statistics | DBA | 10 min | No | 10 |",
        "| 12 | x | DevOps | 10 min | No | 10 |",
        LEDGER,
    )
    ledger = changed(
        "| 13 | Run smoke tests | QA | 15 min | 11, 12 |", "| 13 | x | QA | 15 min | 99 |", ledger
    )
    ledger = changed("| High | Deployment Lead + Dev Lead |", "| High | whoever is on call |", ledger)
    ledger = changed("| First response |", "| Primary |", ledger)
    ledger = changed("Replication lag > 10 min", "Replication lag > 10 GB", ledger)
    ledger = changed("| T+done | Ledger migration complete |", "| T+3h | Ledger migration complete |", ledger)
    ledger = changed("| Deployment Date | {Date} |", "| Deployment Date | 2026-12-01 |", ledger)
    ledger = changed("22:00 - 04:30", "22:00 - 22:30", ledger)
    texts = (SEED, broken, ledger)

    assert [] == [rule.__name__ for rule in RULES if not any(tuple(rule(parse(text).plan)) for text in texts)]


def test_a_long_plan_is_checked_as_a_short_one() -> None:
    """Five hundred steps more change nothing but what their length contradicts."""
    row = "| 8 | Clear CDN and product caches | DevOps | 2 min | No | CacheHitRateLow | ⬜ |\n"
    text = changed(row, "".join(row.replace("| 8 |", f"| 8.{number} |") for number in range(500)))

    assert 513 == len(parse(text).plan.steps)
    warnings = said(text, Level.WARNING)
    assert [True, True, True] == [
        any(each.startswith(start) for each in warnings)
        for start in (
            "“3.2 Deployment (T-0)” cannot end",
            "The last step ends at",
            "The rollback takes",
        )
    ]
    assert [] == said(text, Level.ERROR)
