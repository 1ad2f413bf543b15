"""The worst plan that is still allowed: everything long, many, or written from right to left."""

from collections.abc import Iterable

from tests.scenario.odd_plans import WEB, changed

ID = "SETTLE-2026-0417"
VERSION = "2026.12.0-rc.17+build.20261201.0931"
RELEASE = (
    "Quarterly settlement of the pan-European ledger (התחשבנות רבעונית) with express checkout 🚀 & <audit>"
)
SERVICE, ENVIRONMENT = "settlement-ledger-gateway-and-reconciliation", "production-frankfurt-and-dublin"
NAMES = {
    "ana": "عبد الرحمن بن عبد العزيز الأندلسي",
    "sam": "נועה בן־דוד־אברמוביץ",
    "dev": "Devi 👩🏽‍🚒 Rao-Krishnamurthy-Venkataraghavan of the Bengaluru Platform Reliability Guild",
    "dba": "🦊🚀💾",
    "omar": "عمر حداد (Ops)",
    "pia": "Pia-Maximiliane Gräfin von Hohenlohe-Schillingsfürst-Waldenburg",
    "quinn": "Quinn *the* _tester_ `Adler` <!channel>",
}
"""What people of the cast are called on that night."""

DESK = "Head of the Settlement and Reconciliation Desk of the Riyadh Office"
TEAM: tuple[tuple[str, str, str], ...] = (
    ("Deployment Lead", "@ana", "@sam"),
    ("DevOps Engineer", "@dev", ""),
    ("DBA", "@dba-team", ""),
    ("Dev Lead", "@lee", ""),
    ("QA Lead", "@quinn", ""),
    ("Project Manager", "@paul", ""),
    ("Ops Manager", "@omar", ""),
    ("Security Lead", "@sec", ""),
    ("CAB", "@cab", ""),
    ("Release Crew", "@release-crew", ""),
    (DESK, "@noor", ""),
    ("Night Operator of the Telephone Company", "Wilhelmina van der Berg", ""),
)
SIGNING = (
    "Product Owner",
    "Security Lead",
    "Ops Manager",
    "CAB",
    DESK,
    "Release Crew",
    "Dev Lead",
    "QA Lead",
)
SIGNERS = ("pia", "sec", "omar", "carla", "noor", "lee", "quinn", "drew", "dev")
"""Whoever of them signs all that they hold gives every sign-off; Devi does so for the crew of twelve."""
ITEMS = 20
"""Of both checklists."""
APPROVALS = 16
"""Rows of 2.2; section 10 has four more."""

LONG = "of all settlement accounts in every currency and every booking centre of the group"
STEPS = 40
BEFORE_GO, SIDE_BY_SIDE, AFTER_DEPLOYING = range(1, 7), range(9, 21), range(33, STEPS + 1)
OWNERS = ("DevOps", "DBA", DESK, "Release Crew", "PM", "Ops", "Dev Lead")
BACK = 12
CHECKPOINTS: tuple[tuple[str, str], ...] = (
    ("Deployment Complete in Frankfurt, Dublin and every booking centre behind them", ""),
    ("Smoke Tests Pass", ""),
    ("Monitoring Normal", ""),
    ("Reconciliation of the first thousand payments, اليوم الأول, agreed to the cent", DESK),
    ("Regulators told", "Project Manager"),
    ("Nostro accounts opened again", "Release Crew"),
    ("Replicas attached", "DBA"),
    ("Release Approved", ""),
)


def commands(what: str) -> str:
    """Three hundred lines of commands."""
    return "".join(
        f"./{what}.sh --account {n:03} --currency EUR --booking-centre frankfurt & echo <{n}>\n"
        for n in range(1, 301)
    )


def worst_plan() -> str:
    """The document."""
    text = WEB
    for old, new in {
        "WEB-DEPLOY-041": ID,
        "| Release Name | Web shop |": f"| Release Name | {RELEASE} |",
        "23:00 - 01:00 Europe/Berlin": "22:00 - 06:00 Europe/Berlin",
        "| Service | web-shop |": f"| Service | {SERVICE} |",
        "| Environment | production |": f"| Environment | {ENVIRONMENT} |",
        "./migrate.sh up --env production --to V041_3\n": commands("migrate"),
        "./migrate.sh down --env production --steps 3\n\n# Restore configuration": (
            f"{commands('unmigrate')}\n# Restore configuration"
        ),
        "The shop shows a maintenance page": f"Payments wait, اليوم, the balance {LONG} is frozen; it",
    }.items():
        text = changed(old, new, text)
    text = _with_rows(text, "| Deployment Lead |", "| CAB |", _team())
    text = _with_rows(text, "- [ ] All code", "- [ ] Backup", _items("Rehearsed", 11, "Backup completed"))
    text = _with_rows(text, "- [ ] Customers", "- [ ] Monitoring team", _items("Told the customers", 8))
    text = _with_rows(text, "| UAT Sign-off", "| Change Advisory", _signoffs())
    text = _with_rows(text, "| 1 | Create", "| 4 | Notify", _before_go())
    text = _with_rows(text, "| 5 | Run", "| 9 | Warm", _deploying())
    text = _with_rows(text, "| 10 | Run", "| 14 | Monitor", _verifying())
    text = _with_rows(text, "| R1 |", "| R7 |", _way_back())
    text = _with_rows(text, "| V041_1", "| V041_3", _migrations())
    text = _with_rows(text, "| Deployment Complete |", "| Release Approved |", _checkpoints())
    text = changed("| Step | Action | Owner | Duration | Rollback? | E", f"| {_HEAD} | E", text)
    text = changed("|------|--------|-------|----------|-----------|--", "|--|--|--|--|--|--|--", text)
    text = changed("| Checkpoint | Status |", "| Checkpoint | Role | Status |", text)
    return changed("|------------|--------|-----------|------|\n", "|--|--|--|--|--|\n", text)


_HEAD = "Step | Action | Owner | Duration | Rollback? | After"


def _with_rows(text: str, first: str, last: str, rows: Iterable[str]) -> str:
    """The text with other rows in place of those from one to another."""
    start = text.index(first)
    end = text.index("\n", text.index(last, start)) + 1
    return text[:start] + "".join(f"{row}\n" for row in rows) + text[end:]


def _team() -> Iterable[str]:
    for number, (role, name, deputy) in enumerate(TEAM):
        yield f"| {role} | {name} | +49 30 5550 10{number:02} | {deputy} | {role} {LONG} |"


def _items(what: str, count: int, last: str = "") -> Iterable[str]:
    yield from (f"- [ ] {what}, rehearsal {n}, the closing balances {LONG}" for n in range(1, count + 1))
    if last:
        yield f"- [ ] {last}"


def _signoffs() -> Iterable[str]:
    for n in range(1, APPROVALS + 1):
        role = SIGNING[n % len(SIGNING)]
        yield f"| Sign-off {n} of the board for the closing balances {LONG}, توقيع | {role} | ⬜ | |"


def _before_go() -> Iterable[str]:
    yield "| 1 | Create database backup | DBA | 15 min | | ⬜ |"
    for n in BEFORE_GO[1:]:
        what = "Enable maintenance mode" if n == BEFORE_GO[2] else f"Freeze booking centre {n}, تجميد"
        yield f"| {n} | {what}, then check the balances {LONG} | {_owner(n)} | 5 min | | ⬜ |"


def _deploying() -> Iterable[str]:
    """A migration, the application, twelve regions side by side, and one after the other what is left."""
    yield f"| 7 | Run database migrations {LONG} | DBA | 40 min | Yes | | | ⬜ |"
    yield f"| 8 | Deploy application v{{X.Y.Z}} {LONG} | DevOps | 15 min | Yes | | | ⬜ |"
    for n in SIDE_BY_SIDE:
        yield f"| {n} | Switch region {n}, מעבר אזור, {LONG} | {_owner(n)} | 10 min | Yes | 8 | | ⬜ |"
    for n in range(SIDE_BY_SIDE.stop, AFTER_DEPLOYING.start):
        yield f"| {n} | Warm up cache 🔥 {n} {LONG} | {_owner(n)} | 5 min | No | | | ⬜ |"


def _verifying() -> Iterable[str]:
    yield f"| 33 | Run smoke tests {LONG} | QA | 10 min | ⬜ |"
    yield f"| 34 | Verify monitoring and alerts {LONG} | Ops | 6 min | ⬜ |"
    yield f"| 35 | Telephone the exchange {LONG} | Night Operator of the Telephone Company | 5 min | ⬜ |"
    for n in AFTER_DEPLOYING[3:-1]:
        yield f"| {n} | Open booking centre {n} {LONG} | {_owner(n)} | 5 min | ⬜ |"
    yield f"| {STEPS} | Monitor for 30 min {LONG} | Ops | 30 min | ⬜ |"


def _owner(number: int) -> str:
    return OWNERS[number % len(OWNERS)]


def _way_back() -> Iterable[str]:
    yield f"| R1 | Enable maintenance mode {LONG} | DevOps | 2 min | always |"
    yield f"| R2 | Rollback database {LONG} | DBA | 30 min | 7 |"
    for n in range(3, BACK):
        yield f"| R{n} | Switch region {n} back, מעבר אזור, {LONG} | {_owner(n)} | 4 min | {n + 6} |"
    yield f"| R{BACK} | Disable maintenance mode {LONG} | DevOps | 2 min | 3, always |"
    yield f"| R{BACK + 1} | Post-mortem meeting | All | - | always |"


def _migrations() -> Iterable[str]:
    for n in range(1, 31):
        yield f"| V{n:03}_settlement_accounts_{n}.sql | Adds a column to the accounts {LONG} | Yes |"


def _checkpoints() -> Iterable[str]:
    for name, role in CHECKPOINTS:
        yield f"| {name} | {role} | ⬜ | | |"
