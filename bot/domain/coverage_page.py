"""The page of the documentation that says which approvals fall when which section changes, made from code."""

from collections.abc import Mapping

from bot.domain.coverage import covers
from bot.domain.plan import SignOffRow
from bot.domain.plan_changes import HEAD, OTHER, SECTIONS, WINDOW

INTRODUCTION = """\
# Which approvals fall

This page is made from `bot/domain/coverage.py` and `bot/domain/plan_changes.py`; change those, not this page.

When a plan is amended, exactly those approvals fall that stand for a section that changed; all others stay,
and nobody is asked about them again. A moved window is a change of date and window, however it is moved.

- Compared is what the plan asks for, where links in its tables and lists lead, and text that it keeps unread.
  Marks (status, date and signature cells, ticked boxes), line numbers, spacing and the order of columns never
  count.
- The order of rows counts: it is the order in which steps are carried out.
- The version is part of 1.1, the people of 1.2 are part of 1. Who signs (2.2, 10) is part of 2 and 10.
- A column `Covers` in 2.2 or 10 says otherwise for its row: numbers (`4`, `3.2`), `window`, `all` (all but
  the window), separated by commas.
- Rows are known by their words: UAT, Security, Operations, CAB or Change Advisory Board. Any other row, and
  so every row of the template's section 10, stands for everything but date and window.

✗: the approval falls.
"""

EXAMPLES = (
    ("UAT", "UAT Sign-off"),
    ("Security", "Security Sign-off"),
    ("Operations", "Operations Sign-off"),
    ("CAB", "Change Advisory Board"),
    ("any other, and 10", "Dev Lead"),
)
TITLES: Mapping[str, str] = {
    HEAD: "title, Document ID, Author, Traceability",
    WINDOW: "date and window (1.1)",
    "1.1": "1.1 Release Information, the version too",
    "1.2": "1.2 Deployment Team",
    "2.1": "2.1 Technical Readiness",
    "2.2": "2.2 Approvals",
    "2.3": "2.3 Communication",
    "3.1": "3.1 Pre-Deployment",
    "3.2": "3.2 Deployment",
    "3.3": "3.3 Post-Deployment",
    "4.1": "4.1 Migration Scripts",
    "4.2": "4.2 Migration Commands",
    "4.3": "4.3 Data Validation",
    "5.1": "5.1 Environment Variables",
    "5.2": "5.2 Feature Flags",
    "6.1": "6.1 Rollback Triggers",
    "6.2": "6.2 Rollback Decision",
    "6.3": "6.3 Rollback Steps",
    "6.4": "6.4 Rollback Commands",
    "7.1": "7.1 Critical Paths",
    "7.2": "7.2 Automated Smoke Test",
    "8.1": "8.1 Key Metrics to Watch",
    "8.2": "8.2 Dashboards",
    "9.1": "9.1 Notification Schedule",
    "9.2": "9.2 Escalation Contacts",
    "10": "10 Sign-off",
    OTHER: "a section that the plan does not know",
}


def coverage_page() -> str:
    """The whole page, in Markdown."""
    head = f"| what changed | {' | '.join(name for name, _ in EXAMPLES)} |"
    rule = "|---|" + ":-:|" * len(EXAMPLES)
    numbers = [*(section.number for section in SECTIONS), OTHER]
    return "\n".join((INTRODUCTION, head, rule, *map(_row, numbers), ""))


def _row(section: str) -> str:
    falls = ["✗" if covers(example(label), section) else "" for _, label in EXAMPLES]
    return f"| {TITLES[section]} | {' | '.join(falls)} |"


def example(label: str) -> SignOffRow:
    """A row of the template without a column `Covers`."""
    return SignOffRow(number=1, label=label, role=label, name="", deputy="", covers=(), line=0)
