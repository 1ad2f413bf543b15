"""Whatever is long, many or written from right to left: Slack takes every message, and it can be read."""

from pathlib import Path

import pytest

from bot.clock import real_now
from bot.domain.state import Deployment, Lifecycle
from bot.storage import dead_letters
from sandbox.model import Json
from sandbox.plain_text import block_lines
from sandbox.reader import Reader
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, user
from tests.scenario.stages import played_once
from tests.scenario.story import SAID
from tests.scenario.teams import plan_of, write
from tests.scenario.test_pressed import offered
from tests.scenario.worst_plan import (
    AFTER_DEPLOYING,
    BACK,
    BEFORE_GO,
    CHECKPOINTS,
    DESK,
    ENVIRONMENT,
    ID,
    ITEMS,
    NAMES,
    RELEASE,
    SERVICE,
    SIDE_BY_SIDE,
    SIGNERS,
    VERSION,
    worst_plan,
)

TIMELINE = "Timeline"
"""How a document begins that is handed over, with as many lines as there is to tell."""
TABLE = "Smoke tests: "
"""How a table begins, which has its rows."""
LINES, LINE = 6, 520
"""The most lines of a message (messages.md), beside buttons, small print and commands; how long one is."""
ABOUT = RELEASE[:20]
WHY = (
    "the balances of Frankfurt and Dublin differ, שגיאה *חמורה*, by <1 €> & nobody knows `why` 🤷🏽‍♀️; " * 6
)[:480]


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The worst plan, and those of two teams on the same evening with the same people."""
    teams = {f"team{n}": plan_of(f"Team{n} of the Riyadh desk, فريق", f"service-{n}") for n in range(2)}
    return write(tmp_path / "plans", worst=worst_plan(), **teams)


@pytest.fixture
async def night(night: Night) -> Night:
    """A night on which people have such names, and two other teams have the same people at the same time."""
    for who, name in NAMES.items():
        await night.sandbox.post("/sandbox/profile", json={"user": user(who), "name": name})
    for n in range(2):
        await night.types("tess", f"start team{n} 1.{n} 2026-12-01 22:00")
    await night.types("tess", f"start worst {VERSION} 2026-12-01 22:00")
    await night.types("tess", f"freeze {SERVICE} {ENVIRONMENT} 2026-12-01 2026-12-03 {WHY}")
    return night


async def state(night: Night) -> Deployment:
    """The deployment as it is stored."""
    known = await night.house.queries.deployment(ID)
    assert known
    return known.state


async def too_much(night: Night) -> list[str]:
    """What Slack did not take, and what is more than somebody reads at night."""
    calls = await night.calls()
    found = [f"{call['method']}: {call['outcome']}" for call in calls if call["outcome"] != "ok"]
    for call in calls:
        if call["method"] in SAID and call["arguments"].get("blocks"):
            lines = said_lines(night, call["arguments"]["blocks"])
            is_document = bool(lines) and lines[0].startswith((TIMELINE, TABLE))
            is_long = (len(lines) > LINES and not is_document) or any(len(line) > LINE for line in lines)
            found += ["\n".join(lines)] if is_long else []
    dead = await night.house.database.read(lambda c: dead_letters.of_deployment(c, ID, real_now()))
    return [*found, *(letter.why for letter in dead)]


def said_lines(night: Night, blocks: list[Json]) -> list[str]:
    """A message's own lines: without its commands (which are indented), small print and buttons."""
    paragraphs = [block for block in blocks if block["type"] == "section"]
    lines = block_lines(paragraphs, Reader(night.world))
    return [line for line in lines if line and not line.startswith("    ")]


@played_once
async def approved(night: Night) -> None:
    """Submitted past the freeze by the deputy, and signed by all."""
    await night.types("sam", f"submit {ID} override {WHY}")
    for signer in SIGNERS:
        await night.types(signer, f"approve {ID}")
    assert Lifecycle.APPROVED is (await state(night)).state


@played_once
async def before_go(night: Night) -> None:
    """Begun past the freeze and the checklists; the lead records what comes before Go."""
    await approved(night)
    await night.at("21:00")
    await night.types("ana", f"begin {ID} override {WHY}")
    for step in BEFORE_GO:
        await night.types("ana", f"step {ID} {step} done {WHY}")


@played_once
async def deploying(night: Night) -> None:
    """Went at once, the checklists ticked before."""
    await before_go(night)
    for item in range(1, ITEMS + 1):
        await night.types("ana", f"check {ID} {item}")
    await night.types("ana", f"go {ID} now")


async def test_a_worst_review(night: Night, plans_dir: Path) -> None:
    """Twenty sign-offs are given, refused, voided by an amendment, withdrawn and asked for again."""
    assert "Freeze 1" in await refused(night, "tess", f"submit {ID}")
    await approved(night)
    await night.types("quinn", f"withdraw {ID}")
    await night.types("quinn", f"reject {ID} {WHY}")
    await night.types("sam", f"submit {ID} override {WHY}")
    await night.presses("pia", "Approve", "Approval wanted")
    await night.types("noor", f"approve {ID} {WHY}")
    opened = await night.presses("noor", "Open plan", "approved by you")
    assert opened["view"]
    path = plans_dir / "worst.md"
    path.write_text(path.read_text("utf-8").replace("Adds a column", "Adds an index"), "utf-8")
    await night.types("ana", f"amend {ID}")
    await night.presses("ana", "Amend", "Amend the plan?")
    for signer in SIGNERS:
        await night.types(signer, f"approve {ID}")
    await night.types("sam", f"reschedule {ID} 2026-12-01 21:30 override {WHY}")
    for who in ("omar", "lee", "pia", "ned"):
        await night.types(who, "mine")
        await night.opens_home(who)
        await night.types(who, "list")
        await night.mentions(who, "status", "of 20 sign-offs")

    assert [] == await too_much(night)


async def test_a_worst_run_goes_back(night: Night) -> None:
    """Handed over, recorded, added, reopened, failed, skipped, held; then back, where a step fails, too."""
    await deploying(night)
    form = await night.presses("ana", "Hand over a role", ABOUT)
    desk = next(value for role, value in offered(form, "role").items() if role.startswith(DESK[:20]))
    await night.fills("ana", form, {"role": desk, "person": user("ruth"), "reason": WHY})
    await night.presses("ivo", "Start", "Run database migrations")
    await night.types("sam", f"step {ID} 7 done for @ivo at 21:00 {WHY}")
    await night.presses("dev", "Start", "your turn: step 8")
    await night.presses("dev", "Done", "8 Deploy")
    form = await night.presses("ana", "Add a step", ABOUT)
    action = f"Call the exchange, اتصل, {WHY[:90]}"
    added: Json = {"after": "8", "action": action, "person": user("ruth"), "minutes": "15", "reason": WHY}
    await night.fills("ana", form, added)
    await night.types("dev", f"step {ID} 8 reopen")
    await night.types("dev", f"step {ID} 8 done")
    form = await night.presses("sam", "Record for Ruth Adeyemi", "step 8a")
    await night.fills("sam", form, {"outcome": "done", "time": "21:00", "reason": WHY})
    for step in SIDE_BY_SIDE[:4]:
        await night.types("ana", f"step {ID} {step} start")
    await night.changes("dev", "profile", handle="devi.rao")
    await night.changes("paul", "deactivate")
    form = await night.presses("ana", "Hold", ABOUT)
    await night.fills("ana", form, {"reason": WHY})
    for step in SIDE_BY_SIDE[4:7]:
        await night.types("ana", f"step {ID} {step} fail {WHY}")
    await night.types("ana", f"step {ID} {SIDE_BY_SIDE[4]} skip {WHY}")
    await night.types("ana", f"note {ID} {WHY}")
    await night.types("ana", f"status {ID}")
    await night.types("ana", "mine")
    await night.opens_home("ana")
    await night.changes("paul", "reactivate")
    await night.types("ana", f"rollback {ID} critical {WHY}")
    await night.types("dev", f"step {ID} R1 done")
    await night.types("ana", f"step {ID} R2 fail {WHY}")
    form = await night.presses("ana", "Restore from backup")
    await night.fills("ana", form, {"reason": WHY})
    await night.types("ana", f"step {ID} R2a done {WHY}")
    for step in range(3, BACK + 1):
        await night.types("ana", f"step {ID} R{step} done")
    await all_back(night, ID)
    assert Lifecycle.ROLLED_BACK is (await state(night)).state
    await night.types("ned", "freeze")
    form = await night.presses("ana", "Unlock")
    await night.fills("ana", form, {"reason": WHY})

    assert [] == await too_much(night)


async def test_a_worst_run_is_cancelled(night: Night) -> None:
    """Given up before Go, which undoes what was done."""
    await before_go(night)
    await night.types("ana", f"cancel {ID} {WHY}")
    await night.types("ana", f"step {ID} R{BACK} done")
    assert Lifecycle.CANCELLED is (await state(night)).state

    assert [] == await too_much(night)


async def test_a_worst_run_is_completed(night: Night) -> None:
    """Forty steps, twelve of them side by side, and eight confirmations."""
    await deploying(night)
    for step in (7, 8, *SIDE_BY_SIDE, *range(SIDE_BY_SIDE.stop, AFTER_DEPLOYING.stop)):
        await night.types("ana", f"step {ID} {step} done")
    await as_planned(night, ID)
    await night.types("quinn", f"smoke {ID} all passed")
    for number, who in enumerate(("ana", "quinn", "omar", "noor", "paul", "drew", "ruth", "pia"), start=1):
        await night.types(who, f"confirm {ID} {number}")
    await night.types("ned", f"status {ID}")
    assert Lifecycle.COMPLETED is (await state(night)).state
    assert len(CHECKPOINTS) == len((await state(night)).confirmations)

    assert [] == await too_much(night)
