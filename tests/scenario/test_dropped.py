"""Plans that people drop into a form, instead of choosing one of the folder's."""

from bot.domain.state import Lifecycle
from sandbox.model import Json
from tests.bot.web_shop import PLANS
from tests.scenario.night import Night

ID = "WEB-DEPLOY-041"
PLAN = (PLANS / "web-shop.md").read_text("utf-8")
SCRIPT = "| V041_3_seed_payment_methods.sql |"
INDEX = "| V041_4_orders_index.sql | Adds an index on checkout_kind | Yes |\n"
WHEN: Json = {"version": "4.12.0", "date": "2026-12-01", "time": "23:00"}


async def starts(night: Night, who: str, text: str) -> list[str]:
    """Somebody drops a document into the start form; what they alone read because of it."""
    form = await night.types(who, "start")
    return await drops(night, who, form, text, WHEN)


async def drops(night: Night, who: str, form: Json, text: str, more: Json | None = None) -> list[str]:
    """Somebody drops a document into a form and sends it off; what they alone read because of it."""
    before = len(await night.calls("chat.postEphemeral"))
    file = await night.drops(who, form, "file", "web-shop.md", text)
    closed = await night.fills(who, form, {**file, **(more or {})})
    assert closed["ok"], closed
    told = (await night.calls("chat.postEphemeral"))[before:]
    assert {f"U0{who.upper()}"} == {call["arguments"]["user"] for call in told}
    return [str(call["arguments"]["text"]) for call in told]


async def test_a_dropped_plan_is_started_and_amended(night: Night) -> None:
    """What is dropped is started with the form's version, date and time, and amended by dropping another."""
    reading, started = await starts(night, "tess", PLAN)
    assert "Reading “web-shop.md”" in reading
    assert "is started" in started
    known = await night.house.queries.deployment(ID)
    assert known
    state = known.state
    assert (Lifecycle.DRAFT, "4.12.0", "") == (state.state, state.version, state.source)
    assert state.window_start
    assert "2026-12-01T22:00:00+00:00" == state.window_start.isoformat()

    form = await night.presses("ana", "Amend", "production: draft")
    _, told = await drops(night, "ana", form, PLAN.replace(SCRIPT, f"{INDEX}{SCRIPT}"))
    assert "1 script added" in told
    await night.presses("ana", "Amend", "Amend the plan?")
    assert "The plan was changed by Ana Castillo" in await night.sees("ana", "The plan was changed")

    form = await night.types("dba", "amend")
    _, refused = await drops(night, "dba", form, PLAN)
    assert "Only the Deployment Lead" in refused


async def test_a_plan_that_cannot_be_read_is_told(night: Night) -> None:
    """What is no text, or not handed out, ends in words to who dropped it, and nothing is started."""
    _, told = await starts(night, "tess", "# Plan\n\0")
    assert "I could not read “web-shop.md”: The document is not UTF-8 text (line 2)" in told
    await fault(night, "garbage")
    _, told = await starts(night, "tess", PLAN)
    assert "asked to sign in" in told
    _, told = await starts(night, "ned", PLAN)
    assert "Only somebody named in the plan" in told
    assert () == await night.house.queries.open_deployments()


async def test_a_download_is_tried_again(night: Night) -> None:
    """Where Slack asks to wait, or breaks off, the file is read a moment later, and started once."""
    await fault(night, "rate_limited")
    await fault(night, "drop_before")
    reading, started = await starts(night, "tess", PLAN)
    assert ("Reading" in reading, "is started" in started) == (True, True)
    assert 3 == len(await night.calls("files.download"))


async def test_a_plan_is_chosen_or_dropped(night: Night) -> None:
    """Both at once, and neither, are told in the form."""
    form = await night.types("tess", "start")
    file = await night.drops("tess", form, "file", "web-shop.md", PLAN)
    both = await night.fills("tess", form, {**file, **WHEN, "plan": "web-shop"})
    assert "which of the two" in both["errors"]["file"]
    neither = await night.fills("tess", form, {**WHEN, "plan": None, "file": []})
    assert "Choose a plan, or drop" in neither["errors"]["file"]


async def fault(night: Night, kind: str) -> None:
    """Let the next download go wrong."""
    answer = await night.sandbox.post("/sandbox/faults", json={"method": "files.download", "kind": kind})
    assert answer.is_success
