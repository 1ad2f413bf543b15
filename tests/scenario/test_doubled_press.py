"""The buttons of question, window and alerts: in wrong hands, pressed twice at once, too late.

Those of the ladder are in test_ladder.
"""

import pytest

from bot.domain.state import Lifecycle
from sandbox.model import Json
from tests.scenario.as_planned import all_back
from tests.scenario.in_vain import at_once, found, in_vain, refused
from tests.scenario.night import Element, Night, elements
from tests.scenario.stages import played_once
from tests.scenario.test_alerts import fires, sent
from tests.scenario.test_run import ID, approved, before_go, state

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASKED, LATEST, REACHED = "Roll back? ", "A rollback must begin by", "Extend, or carry on?"
OTHERS = ("ned", "maya")
"""Who only looks on, and who leads another deployment at the same time."""
NO_FORM: Json = {}
WORSE: Json = {"severity": "critical", "reason": "orders are lost"}
CACHE: Json = {"reason": "it is the cache that warms up"}
NOT_NAMED = "Only somebody named in the plan"
NOT_THE_LEAD = "Only the Deployment Lead or the lead's deputy"


async def another(night: Night) -> None:
    """Maya leads one as well."""
    await night.types("noor", "start ledger-migration 7.0.0 2026-12-05 22:00", channel="C0LEDGER")


@played_once
async def begun(night: Night) -> None:
    """Step 5, the first of 3.2, runs since 22:00."""
    await another(night)
    await before_go(night)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")


async def rolled_back(night: Night) -> None:
    """The lead says that every step of the way back is done."""
    for step in range(1, 7):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    assert Lifecycle.ROLLED_BACK is (await state(night)).state


async def test_the_question(night: Night) -> None:
    """Each vote and each severity counts once, and the press that decides; nobody else's counts at all."""
    await begun(night)
    await night.types("dev", "rollback high every tenth order fails")
    labels = ("Roll back", "Continue", "Severity")
    forms = (NO_FORM, CACHE, WORSE)
    before_all = await found(night, "ned", ASKED, *labels)
    for who in OTHERS:
        told = [await in_vain(night, who, on, form) for on, form in zip(before_all, forms, strict=True)]
        for expected, words in zip((NOT_NAMED, NOT_NAMED, NOT_THE_LEAD), told, strict=True):
            assert words.startswith(expected)
    roll_back, go_on, severity = await found(night, "lee", ASKED, *labels)
    assert "It is for Ana Castillo and Lee Park" in await in_vain(night, "dba", before_all[0])
    assert NOT_THE_LEAD in await in_vain(night, "lee", severity, WORSE)
    assert {"VoteCast": 1} == await at_once(night, "lee", roll_back)
    [go_on] = await found(night, "lee", ASKED, "Continue")
    assert {"VoteCast": 1} == await at_once(night, "lee", go_on, CACHE)
    [severity] = await found(night, "ana", ASKED, "Severity")
    assert {"SeverityChanged": 1, "VotersAsked": 1} == await at_once(night, "ana", severity, WORSE)
    for who, on, form in (("lee", roll_back, NO_FORM), ("lee", go_on, CACHE), ("ana", severity, WORSE)):
        assert "It is critical since 22:00 CET" in await in_vain(night, who, on, form, late=True)
    decides, *_ = await found(night, "ana", ASKED, "Roll back")
    assert 1 == (await at_once(night, "ana", decides))["RollbackDecided"]
    late = [
        ("ana", decides, NO_FORM),
        ("lee", roll_back, NO_FORM),
        ("lee", go_on, CACHE),
        ("ana", severity, WORSE),
    ]
    for stands in ("rolling back", "rolled back"):
        for who, on, form in late:
            by = "you" if who == "ana" else "Ana Castillo"
            answer = await in_vain(night, who, on, form, late=True)
            assert f"A rollback was decided by {by} at 22:00 CET" in answer
            assert answer.endswith(f"it is {stands}.")
        for on, form in zip(before_all, forms, strict=True):
            assert "ask Ana Castillo" in await in_vain(night, "ned", on, form, late=True)
        if stands == "rolling back":
            await rolled_back(night)


async def test_the_window(night: Night) -> None:
    """It is extended once, and carried on once; whoever comes second hears whose word it was."""
    await begun(night)
    await night.at("00:32")
    form = {"minutes": "30", "reason": "the copy is slow"}
    [extend] = await found(night, "ned", LATEST, "Extend")
    for who in OTHERS:
        assert NOT_THE_LEAD in await in_vain(night, who, extend, form)
    await night.at("00:38")
    [carry_on], [sams] = [await found(night, who, REACHED, "Carry on") for who in ("ana", "sam")]
    for who in OTHERS:
        assert NOT_THE_LEAD in await refused(night, who, f"carry-on {ID}")
    assert {"CarriedOn": 1} == await at_once(night, "ana", carry_on)
    for who, on, by in (("ana", carry_on, "you"), ("sam", sams, "Ana Castillo")):
        told = await in_vain(night, who, on, late=True)
        assert f"Carrying on is decided already, by {by} at 00:38 CET." == told
    await night.at("00:45")
    [extend], [sams] = [await found(night, who, "Extend the window?", "Extend") for who in ("ana", "sam")]
    assert {"WindowExtended": 1} == await at_once(night, "ana", extend, form)
    assert "extended since, by Ana Castillo" in await in_vain(night, "sam", sams, form, late=True)
    await night.types("ana", "rollback critical it is broken")
    await rolled_back(night)
    for on in (extend, carry_on):
        assert "the deployment is rolled back" in await in_vain(night, "ana", on, form, late=True)


async def test_who_is_on(night: Night) -> None:
    """Said once; others are told who can say it; a cancelled deployment asks nobody."""
    await another(night)
    await approved(night)
    await night.at("20:00")
    [on] = await found(night, "dba", "", "I'm on")
    for who in OTHERS:
        assert f"Only who has to act in {ID}" in await refused(night, who, f"on {ID}")
    assert {"PersonIsOn": 1} == await at_once(night, "dba", on)
    assert "You said so already, at 20:00 CET." == await in_vain(night, "dba", on, late=True)
    await night.types("ana", "cancel not tonight")
    assert "was cancelled by Ana Castillo" in await in_vain(night, "dba", on, late=True)


async def test_an_alert_is_tied_once(night: Night) -> None:
    """By the lead; a second click on an old list hears that it may be tied already."""
    await begun(night)
    await sent(night, fires("HighErrorRate", env="staging"))
    for who in OTHERS:
        assert NOT_THE_LEAD in await in_vain(night, who, await listed(night, who))
    tie = await listed(night, "ana")
    assert 1 == (await at_once(night, "ana", tie))["AlertAttached"]
    assert "it may be tied already" in await in_vain(night, "ana", tie)


async def listed(night: Night, who: str) -> Element:
    """The one alert that `alerts` offers to tie."""
    answer = await night.types(who, f"alerts {ID}")
    [tie] = [element for message in answer["messages"] for element in elements(message)]
    return tie
