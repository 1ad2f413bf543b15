"""Plans as tired people write them, each made of the web shop's by one change; the template, unfilled."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.bot.web_shop import PLANS

WEB = (PLANS / "web-shop.md").read_text("utf-8")
TEMPLATE = (
    Path(__file__).parents[1] / "bot" / "document" / "data" / "deployment-plan-template.md"
).read_text("utf-8")
CACHES = "| 9 | Warm up product and checkout pages | DevOps | 5 min | No | | ⬜ |\n"
CAB = "| Change Advisory Board | CAB | ⬜ | |\n"
MIGRATION = "./migrate.sh up --env production --to V041_3\n"
ODD_NAME = "<!channel> *bold* `code` \\| pipe שלום 🚀"
BOARD = ("ana", "dev", "dba", "lee", "quinn", "pia", "sec", "omar", "carla", "paul", "drew", "sam", "ned")


def changed(old: str, new: str, text: str = WEB) -> str:
    """The text with one thing changed, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def without(title: str) -> str:
    """The web shop's plan without a section."""
    return re.sub(rf"(?ms)^#+ [^\n]*{re.escape(title)}[^\n]*\n.*?(?=^#)", "", WEB)


def with_odd_names(text: str) -> str:
    """A release and a step with everything in their names that could format, mention or turn a message."""
    text = changed("| Web shop |", f"| {ODD_NAME} |", text)
    return changed("Create database backup", ODD_NAME + " a very long action" * 12, text)


def with_forty_steps(text: str) -> str:
    """Forty steps in place of one."""
    rows = (
        f"| 9{chr(97 + n // 26)}{chr(97 + n % 26)} | Warm up cache number {n}, which has a very long "
        f"description | DevOps | 1 min | No | | ⬜ |\n"
        for n in range(40)
    )
    return changed(CACHES, "".join(rows), text)


def with_three_hundred_commands(text: str) -> str:
    """Three hundred commands for one step."""
    commands = (f"./migrate.sh up --to V{n:03} --and-a-very-long-option & echo <done>\n" for n in range(300))
    return changed(MIGRATION, "".join(commands), text)


ODD: Mapping[str, str] = {
    "template": TEMPLATE,
    "no-way-back": without("6.3"),
    "no-pre-deployment": without("3.1"),
    "no-checkpoints": re.sub(
        r"(?m)^\| (Deployment Complete|Smoke Tests Pass|Monitoring Normal|Release Approved) .*\n", "", WEB
    ),
    "one-person": re.sub(r"@(dev|dba|lee|quinn|pia|sec|omar|carla|paul|drew|sam)\b", "@ana", WEB),
    "author-signs": changed("Sefa Yilmaz (@sec)", "Tess Okafor (@tess)"),
    "odd-names": with_odd_names(WEB),
    "forty-steps": with_forty_steps(WEB),
    "twenty-approvers": changed(
        CAB,
        "".join(
            f"| Sign-off of board number {n} with a rather long label | Member {n} of the long board "
            f"@{BOARD[n % len(BOARD)]} | ⬜ | |\n"
            for n in range(20)
        ),
    ),
    "three-hundred-commands": with_three_hundred_commands(WEB),
    "all-at-once": with_three_hundred_commands(with_forty_steps(with_odd_names(WEB))),
    "number-twice": changed("| 6 | Deploy", "| 5 | Deploy"),
    "zone-of-letters": changed("Europe/Berlin", "CET"),
    "other-zone": changed("Europe/Berlin", "US/Pacific"),
    "long-durations": changed("| DBA | 15 min |", "| DBA | 1 h 30 min |"),
    "windows-file": "\ufeff" + WEB.replace("\n", "\r\n"),
    "id-with-spaces": changed("WEB-DEPLOY-041", "Web Deploy / 041 #3"),
    "id-too-long": changed("WEB-DEPLOY-041", "WEB-1" + "X" * 200),
    "id-of-a-run": changed("WEB-DEPLOY-041", "WEB-DEPLOY-041.2"),
    "id-of-other-letters": changed("WEB-DEPLOY-041", "WÖB-DEPLOY-041"),
    "id-missing": changed("**Document ID:** WEB-DEPLOY-041  \n", ""),
    "placeholder-in-command": changed("--to V041_3\n", "--to {backup_id}\n"),
}

REVIEWED = frozenset(
    {
        "odd-names",
        "one-person",
        "forty-steps",
        "all-at-once",
        "three-hundred-commands",
        "other-zone",
        "long-durations",
        "windows-file",
        "placeholder-in-command",
        "twenty-approvers",
    }
)
"""Those that nothing keeps from review."""
