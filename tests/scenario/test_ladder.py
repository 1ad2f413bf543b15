"""The ladder of 9.2 is climbed: who is called, who answers, who passes it on, who is silent, and its end."""

from pathlib import Path

import pytest

from bot.domain.people import names
from tests.bot.web_shop import PLANS
from tests.scenario.as_planned import all_back
from tests.scenario.evening import evening, set_clock
from tests.scenario.in_vain import (
    at_once,
    found,
    in_vain,
    nothing_changes,
    refused,
    refused_form,
    refused_press,
)
from tests.scenario.night import Night, instant
from tests.scenario.stages import played_once
from tests.scenario.test_run import deploying, state

CONTACTS = {"On-call DevOps": "@ned", "DevOps Manager": "@drew", "CTO": "@pia"}
CALLED = "You are called"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is stored is the same on PostgreSQL: one story is played there, too."""


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan; each level of 9.2 is somebody in Slack."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    for contact, handle in CONTACTS.items():
        assert contact in text
        text = text.replace(f"| {contact} |", f"| {handle} |")
    (tmp_path / "web-shop.md").write_text(text, "utf-8")
    return tmp_path


@played_once
async def escalated(night: Night) -> None:
    """Somebody calls L1, who is Ned, at 22:20."""
    await deploying(night)
    await night.at("22:20")
    await night.types("dev", "escalate orders are lost")


@played_once
async def all_called(night: Night) -> None:
    """Nobody answers: L2, L3 and all of them were called by 22:35."""
    await escalated(night)
    await night.at("22:35")


async def calls(night: Night) -> list[str]:
    """Each call of the issue: level, people, when."""
    now = await state(night)
    assert now.ladders
    return [
        f"{call.level} {names(call.people)} {call.at.astimezone(night.zone):%H:%M}"
        for call in now.ladders[-1].calls
    ]


async def pings(night: Night) -> list[int]:
    """How many messages each of the three has that called them, answered since or not."""
    counts = []
    for who in ("ned", "drew", "pia"):
        seen = [each["lines"][0] for each in await night.messages(who) if each["lines"]]
        counts.append(sum(line.startswith((CALLED, "🔁 Called again")) for line in seen))
    return counts


@SQLITE
async def test_the_wrong_person_cannot_take_or_pass_it(night: Night) -> None:
    """The thread's buttons are before everybody: whoever was not called hears who was."""
    await escalated(night)
    for label in ("Acknowledge", "Not me"):
        button = await night.finds("quinn", label, "Escalated: orders are lost")
        assert button
        for who in ("quinn", "dev", "ana"):
            assert "Ned Holm" in await refused_press(night, who, button)
    assert "Only who is called may acknowledge a call: Ned Holm" in await refused(night, "quinn", "ack")
    assert "Only who is called may pass a call on: Ned Holm" in await refused(night, "quinn", "ack not-me")
    form = await night.presses("quinn", "Stand down", "Escalated: orders are lost")
    told = await refused_form(night, "quinn", form, {"reason": "I hear nothing"})
    assert "Only the Deployment Lead, or who took charge" in told
    assert "Why?" in await refused(night, "dev", "escalate")
    assert ["L1 Ned Holm 22:20"] == await calls(night)


@SQLITE
async def test_not_me_calls_the_next_level_at_once(night: Night) -> None:
    """Passed on by its button, then by the word; the second click hears that it was, and can take it back."""
    await escalated(night)
    button = await night.finds("ned", "Not me", CALLED)
    assert button
    await night.uses("ned", button)
    assert ["L1 Ned Holm 22:20", "L2 Drew Lindqvist 22:20"] == await calls(night)
    assert "Already passed on by you at 22:20" in await refused_press(night, "ned", button)
    await night.types("drew", "ack not-me")
    assert "L3 Pia Moreau 22:20" == (await calls(night))[-1]
    assert "passed on 22:20" in await night.sees("omar", "Escalated: orders are lost")
    await night.presses("ned", "Acknowledge", "You passed it on")
    assert "You are on it (L1)" in await night.sees("ned", "You are on it")
    await night.at("22:30")
    assert 3 == len(await calls(night))


@SQLITE
async def test_after_the_last_level_all_are_called_every_five_minutes(night: Night) -> None:
    """Silence calls L2 and L3, then all of them, each once; called by hand they are all called already."""
    await escalated(night)
    await night.at("22:25")
    await night.at("22:35")
    levels = ("L1 Ned Holm", "L2 Drew Lindqvist", "L3 Pia Moreau")
    expected = [f"{level} 22:{minute}" for level, minute in zip(levels, (20, 25, 30), strict=True)]
    assert expected + [f"{level} 22:35" for level in levels] == await calls(night)
    await night.at("22:40")
    assert 9 == len(await calls(night))
    assert [3, 3, 3] == await pings(night)
    assert "all again at 22:45 unless acknowledged" in await night.sees("omar", "Escalated: orders are lost")
    assert "Every level of 9.2 is called already" in await refused(night, "dev", "escalate still nobody")


@SQLITE
async def test_who_acknowledged_and_is_silent_is_asked_again(night: Night) -> None:
    """Fifteen minutes later, them alone; when they answer, no other clock has gone on meanwhile."""
    await all_called(night)
    early = await night.finds("drew", "Acknowledge", CALLED)
    assert early
    await night.uses("drew", early)
    assert "Already acknowledged by you at 22:35" in await refused_press(night, "drew", early)
    await night.at("22:49")
    assert 6 == len(await calls(night))
    await night.at("22:50")
    assert ["L2 Drew Lindqvist 22:50"] == (await calls(night))[6:]
    await night.types("drew", "ack")
    await night.at("23:04")
    assert 7 == len(await calls(night))


@SQLITE
async def test_who_acknowledged_and_is_away_is_not_waited_for(night: Night) -> None:
    """Asked again and silent for five minutes: all of them are called."""
    await all_called(night)
    await night.types("drew", "ack")
    await night.at("22:55")
    late = (await calls(night))[6:]
    levels = ("L1 Ned Holm", "L2 Drew Lindqvist", "L3 Pia Moreau")
    assert ["L2 Drew Lindqvist 22:50", *(f"{level} 22:55" for level in levels)] == late


@SQLITE
async def test_it_is_over_once_and_whoever_was_called_hears_of_it(night: Night) -> None:
    """By the word of who took charge; others hear whose word it takes, a second word that it is over."""
    await all_called(night)
    await night.types("pia", "ack")
    assert "ask Ana Castillo" in await refused(night, "ned", "ack over")
    behind = await night.finds("ned", "Acknowledge", CALLED)
    await night.types("pia", "ack over “the replica caught up”")
    for who in ("ned", "drew"):
        assert "thank you" in await night.sees(who, "Stand down: “orders are lost” is over")
    assert behind
    for who, again in (("pia", "ack over"), ("ana", "ack over"), ("ned", "ack")):
        said = await refused(night, who, again)
        assert "Nobody is called for WEB-DEPLOY-041 now: the issue is over since 22:35 CET" in said
    assert "the issue is over since 22:35 CET, by Pia Moreau" in await refused_press(night, "ned", behind)
    async with nothing_changes(night):
        await night.at("22:41")
    await night.types("dev", "escalate it is back")
    assert ["L1 Ned Holm 22:41"] == await calls(night)


@SQLITE
async def test_a_doubled_click_counts_once(night: Night) -> None:
    """On two devices at the same moment; on an old message after the end it says whose word that was."""
    await escalated(night)
    [acknowledge] = await found(night, "ned", CALLED, "Acknowledge")
    assert {"CallAcknowledged": 1} == await at_once(night, "ned", acknowledge)
    [not_me] = await found(night, "ned", "You are on it", "Not me")
    assert {"CallPassedOn": 1, "LevelCalled": 1} == await at_once(night, "ned", not_me)
    [stand_down] = await found(night, "ana", "Escalated: orders are lost", "Stand down")
    why = {"reason": "the replica caught up"}
    assert {"IssueOver": 1} == await at_once(night, "ana", stand_down, why)
    late = (("ned", acknowledge), ("ned", not_me), ("ana", stand_down))
    for who, on in late:
        assert "the issue is over since 22:20 CET" in await in_vain(night, who, on, why, late=True)
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical it is broken")
    for step in range(1, 7):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    for who, on in late:
        assert "the issue is over since 22:20 CET" in await in_vain(night, who, on, why, late=True)


async def test_the_clock_goes_on_while_the_bot_is_away(database_url: str, plans_dir: Path) -> None:
    """Down from 22:20 to 22:24 and L2 is called at 22:25; down over 22:30 and L3 is called at once, alone."""
    async with evening(database_url, plans_dir=plans_dir) as night:
        await escalated(night)
        world = night.world
    await set_clock(database_url, instant("2026-12-01", "22:24"))
    async with evening(database_url, plans_dir=plans_dir, world=world) as night:
        await night.quiet()
        assert ["L1 Ned Holm 22:20"] == await calls(night)
        await night.at("22:25")
        assert "L2 Drew Lindqvist 22:25" == (await calls(night))[-1]
    await set_clock(database_url, instant("2026-12-01", "22:33"))
    async with evening(database_url, plans_dir=plans_dir, world=world) as night:
        await night.quiet()
        assert ["L3 Pia Moreau 22:33"] == (await calls(night))[2:]
        await night.at("22:38")
        assert 6 == len(await calls(night))
        assert [2, 2, 2] == await pings(night)
