import pytest

from bot.domain import intents as i
from bot.domain.state import Lifecycle
from sandbox.payloads import slash_command
from tests.bot import web_shop as w
from tests.commands.room import Room, read
from tests.commands.signed import form

NO_DEPLOYMENT = "No deployment is open in this channel"


async def test_a_plan_is_started_by_typing(room: Room) -> None:
    """A typed start opens a draft in the channel and says what comes next, to whoever typed it alone."""
    outcome = await room.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    assert "Web shop 4.12.0, production" in read(outcome)
    assert w.ID in read(outcome)
    assert outcome["messages"][0]["ephemeral"]
    state = await room.state()
    assert (Lifecycle.DRAFT, w.CHANNEL, "4.12.0") == (state.state, state.channel, state.version)


async def test_a_start_at_a_time_that_does_not_exist_is_a_finding(room: Room) -> None:
    """A local time that a change of clocks skips is told at once, and the draft is there to be mended."""
    outcome = await room.types("tess", "start web-shop 4.12.0 2026-03-29 02:30")
    assert "does not exist" in read(outcome)
    assert Lifecycle.DRAFT is (await room.state()).state


async def test_a_start_in_the_past_is_a_finding(room: Room) -> None:
    """A window that lies behind is told at once: somebody mistyped the date."""
    assert "The window has passed" in read(await room.types("tess", "start web-shop 4.12.0 2026-11-01 23:00"))


async def test_an_unknown_plan_names_those_there_are(room: Room) -> None:
    """A plan that is not there is answered with those that are."""
    assert "There are: web-shop." in read(await room.types("tess", "start webshop 4.12.0"))


async def test_whoever_the_plan_does_not_know_cannot_start_it(room: Room) -> None:
    """A bystander hears that it is not theirs to start, and nothing is opened."""
    assert "Only somebody named in the plan" in read(await room.types("ned", "start web-shop 4.12.0"))
    assert () == await room.parts.queries.open_deployments()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "What T-Minus can do"),
        ("help", "/deploy start"),
        ("status", NO_DEPLOYMENT),
        ("list", "No deployment is open"),
        ("mine", "Nothing waits for you"),
        ("roster", "The roster is empty"),
        ("submit", NO_DEPLOYMENT),
        ("go now", NO_DEPLOYMENT),
        ("status WEB-404", "There is no deployment WEB-404"),
        ("step 5 done", NO_DEPLOYMENT),
        ("record", "No deployment is open in this channel"),
        ("aprove", "Did you mean"),
    ],
)
async def test_every_command_is_answered_before_there_is_a_deployment(
    room: Room, text: str, words: str
) -> None:
    """Without any deployment each word has an answer, for the person alone."""
    outcome = await room.types("tess", text)
    assert words in read(outcome) or words in outcome["messages"][0]["text"]
    assert outcome["messages"][0]["ephemeral"]


async def test_a_deployment_is_shown_listed_and_asked_for(room: Room) -> None:
    """Status, list and mine tell of the deployment and of what waits for the reader."""
    await room.play.start("tess")
    assert "Submit for review" in read(await room.types("ned", "status"))
    assert "Web shop" in read(await room.types("ned", f"status {w.ID.lower()}", channel="C0OPS"))
    assert w.ID in read(await room.types("ned", "list"))
    assert f"/deploy submit {w.ID}" in read(await room.types("tess", "mine"))


async def test_an_intent_is_typed_and_its_event_told(room: Room) -> None:
    """What was asked for has happened when the answer comes, and the answer says so."""
    await room.play.start("tess")
    outcome = await room.types("tess", "submit")
    assert Lifecycle.IN_REVIEW is (await room.state()).state
    assert "" != read(outcome)
    assert "UAT Sign-off approved" in read(await room.types("pia", f"approve {w.ID} UAT looks good"))
    assert "looks good" == (await room.state()).signoffs[1].note


async def test_a_refusal_is_told_to_the_person_alone(room: Room) -> None:
    """The wrong person hears who may, and nothing changes."""
    await room.play.start("tess")
    await room.play.do("tess", i.Submit())
    outcome = await room.types("ned", "approve")
    assert "You hold none of the roles that sign here" in read(outcome)
    assert outcome["messages"][0]["ephemeral"]
    assert {} == (await room.state()).signoffs


async def test_peoples_words_cannot_ping_in_an_answer(room: Room) -> None:
    """What somebody typed is shown as text wherever it comes back."""
    outcome = await room.types("ned", "<!channel> *now*")
    assert "<!channel>" not in str(outcome["messages"][0]["blocks"])


async def test_the_roster_is_set_by_who_may(room: Room) -> None:
    """An admin names people and deputies for a role; others hear that they may not."""
    assert "Only the workspace's admins" in read(await room.types("ned", "roster DBA @dba"))
    told = read(await room.types("tess", "roster DBA @dba @cab deputy @sam"))
    assert "DBA" in told
    roster = await room.parts.queries.roster()
    assert (("U0DBA", "S0CAB"), ("U0SAM",)) == (roster.roles["dba"].people, roster.roles["dba"].deputies)
    assert "DBA" in read(await room.types("ned", "roster"))


async def test_a_command_that_is_delivered_twice_is_done_once(room: Room) -> None:
    """The same delivery again gets the same answer and opens nothing more."""
    place = room.slack.world.conversations[w.CHANNEL]
    fields = slash_command(
        room.slack.world, "U0TESS", place, command="/deploy", text="start web-shop 4.12.0", response_url=""
    )
    first, again = [await room.delivers(form(fields)) for _ in range(2)]
    assert (200, first.text) == (again.status_code, again.text)
    assert 1 == len(await room.parts.queries.open_deployments())


async def test_a_busy_database_is_told(room: Room) -> None:
    """While somebody else holds the lock, the person hears to press again, and nothing is done."""
    await room.play.start("tess")
    with room.locked():
        outcome = await room.types("tess", "submit")
    assert "press again" in read(outcome)
    assert Lifecycle.DRAFT is (await room.state()).state
