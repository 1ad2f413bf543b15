"""Who will be there: asked a day before, missed two hours before, asked anew when the window moves."""

import pytest

from tests.scenario.as_planned import as_planned
from tests.scenario.in_vain import refused_press
from tests.scenario.night import Night, instant
from tests.scenario.test_first_journey import NEEDED, approved

DAY_BEFORE, NEW_DAY_BEFORE = instant("2026-11-30", "23:00"), instant("2026-12-02", "23:00")
ASKED = "Will you be there? "


async def count(night: Night, who: str, words: str) -> int:
    """How many messages with these words somebody sees."""
    return sum(words in "\n".join(message["lines"]) for message in await night.messages(who))


@pytest.fixture
async def asked(night: Night) -> Night:
    """It is approved 38 hours before, and a day before everybody who has to act is asked."""
    await approved(night)
    assert [0] * len(NEEDED) == [await count(night, who, ASKED) for who in NEEDED]
    await night.until(DAY_BEFORE)
    return night


async def test_everybody_is_on_but_one(asked: Night) -> None:
    """Each is asked once; who has not said so is named in red until they are there, and the lead is told."""
    night = asked
    assert [1] * len(NEEDED) == [await count(night, who, ASKED) for who in NEEDED]
    assert [0, 0] == [await count(night, who, ASKED) for who in ("sec", "carla")]
    for who in NEEDED:
        if who != "dba":
            await night.presses(who, "I'm on")
    assert "You are on" in await night.sees("dev", "You are on")

    await night.at("20:59")
    assert "Not confirmed" not in await night.sees("dba", "production: approved")
    await night.at("21:00")
    assert "Not confirmed: @dba" in await night.sees("dba", "production: approved")
    told = await night.sees("ana", "Not confirmed for Tue 1 Dec 23:00 CET")
    assert "@dba (DBA)" in told
    assert "@dev" not in told
    assert 0 == await count(night, "sam", "Can you stand in")

    await night.at("22:00")
    await night.types("ana", "begin")
    await night.types("dba", "on")
    assert "Not confirmed" not in await night.sees("dba", "production: pre-deployment")
    for step in range(1, 5):
        await night.types("ana", f"step {step} done")
    assert "Here: DBA, DevOps, PM, QA, Ops, Product Owner" in await night.sees("ana", "Go at 23:00")
    await night.at("23:00")
    await night.types("ana", "go")
    for step in range(5, 15):
        await night.types("ana", f"step {step} done")
    await as_planned(night)
    await night.types("quinn", "smoke all passed")
    for who, checkpoint in (("ana", "1"), ("quinn", "2"), ("omar", "3"), ("pia", "4")):
        await night.types(who, f"confirm {checkpoint}")
    assert "production is live" in await night.sees("ana", "is live")
    assert "Not asked any more" in await night.sees("dba", ASKED)


async def test_a_window_that_moves_is_asked_about_anew(asked: Night) -> None:
    """Ten minutes change nothing; two days are told at once to who was asked, and asked a day before."""
    night = asked
    await night.presses("dba", "I'm on")
    await night.types("ana", "reschedule 2026-12-01 23:10")
    for who in ("omar", "carla"):
        await night.presses(who, "Approve")
    assert 1 == await count(night, "dba", "You are on")
    assert 0 == await count(night, "dev", "Moved to")

    await night.types("ana", "reschedule 2026-12-03 23:00")
    assert [1] * len(NEEDED) == [await count(night, who, "Moved to Thu 3 Dec 23:00 CET") for who in NEEDED]
    assert 0 == await count(night, "sec", "Moved to")
    for who in ("omar", "carla"):
        await night.presses(who, "Approve")
    assert 0 == await count(night, "dba", f"{ASKED}Thu 3 Dec")
    await night.until(NEW_DAY_BEFORE)
    assert [1] * len(NEEDED) == [await count(night, who, f"{ASKED}Thu 3 Dec 23:00 CET") for who in NEEDED]
    assert "I'm on" in [element["text"] for element in await buttons(night, "dba", f"{ASKED}Thu 3 Dec")]


async def buttons(night: Night, who: str, about: str) -> list[dict[str, str]]:
    """The labels that somebody sees on a message."""
    message = await night.message(who, about)
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["text"] for row in rows for element in row["elements"] if element["type"] == "button"]


async def test_whoever_takes_over_late_is_asked_then(asked: Night) -> None:
    """A role that is handed over after everybody was asked asks its new holder, and nobody else again."""
    night = asked
    await night.presses("paul", "I'm on")
    await night.at("21:30")
    await night.types("ana", "hand PM @ned")
    assert "Answer wanted at once" in await night.sees("ned", ASKED)
    assert "Nothing is yours to do here any more" in await night.sees("paul", "Nothing is yours")
    assert 1 == await count(night, "dba", ASKED)
    await night.presses("ned", "I'm on")
    assert "You are on" in await night.sees("ned", "You are on")


async def test_an_old_button_says_that_the_window_moved(asked: Night) -> None:
    """Whoever presses on a screen that is behind hears it."""
    night = asked
    old = await night.finds("dba", "I'm on")
    assert old
    await night.types("ana", "reschedule 2026-12-03 23:00")
    for who in ("omar", "carla"):
        await night.presses(who, "Approve")
    assert "The window moved since" in await refused_press(night, "dba", old)


async def test_whoever_is_on_hears_of_a_cancellation(asked: Night) -> None:
    """Directly, with the reason; who said nothing sees it where they were asked; who cancelled knows."""
    night = asked
    for who in ("ana", "dba"):
        await night.presses(who, "I'm on")
    await night.types("ana", "cancel the supplier is down")
    assert [0, 1, 0] == [
        await count(night, who, "You are not needed any more") for who in ("ana", "dba", "dev")
    ]
    assert "the supplier is down" in await night.sees("dba", "You are not needed any more")
    for who in ("dba", "dev"):
        assert "Not asked any more: cancelled by Ana Castillo" in await night.sees(who, ASKED)
