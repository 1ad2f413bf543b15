"""Section 3's minutes: steps that are not started, not done in time, put off, and what is said of them."""

from pathlib import Path

from bot.domain.forecast import forecast
from bot.domain.state import StepStatus
from bot.domain.times import clock
from tests.golden import matches_golden
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, said
from tests.scenario.test_run import ID, before_go, deploying, state

GOLDEN = Path(__file__).parent / "golden"


async def reminders(night: Night, who: str, about: str = "step 5") -> int:
    """How many messages about a late step somebody has, in its words of now or settled."""
    found = [
        "\n".join(message["lines"]) for message in await night.messages(who) if not message.get("thread_ts")
    ]
    return sum(about in text.casefold() and ("not started" in text or "was due" in text) for text in found)


async def test_the_dba_is_unreachable_in_the_middle_of_the_migration(night: Night) -> None:
    """The clock asks the DBA, then the lead, who holds, telephones in vain and hands the migration over."""
    await before_go(night)
    told_before = len(night.story.lines)
    await night.at("23:00")
    await night.presses("ana", "Go", "Go at")
    await night.presses("dba", "Start", "your turn: step 5")
    await night.at("23:16")
    assert "@dba silent, +49 30 5550 1003" in await night.sees("ana", "silent")
    await night.types("ana", "hold the DBA does not answer the telephone")
    await night.at("23:20")
    await night.types("sam", "hand DBA @ned Dora is cut off")
    assert "@ned has it now" in await night.sees("dba", "has it now")
    await night.at("23:25")
    await night.presses("ned", "Done", "Run database migrations")
    await night.presses("ana", "Resume")
    assert StepStatus.DONE is (await state(night)).steps["5"].status
    assert "done 23:25 CET, Ned Holm (25 min, planned 10 min)" in await night.sees(
        "ana", "done 23:25 CET, Ned"
    )
    assert "your turn: step 6" in await night.sees("dev", "your turn: step 6")
    matches_golden(GOLDEN / "dba_unreachable.txt", "\n".join(night.story.lines[told_before:]).strip() + "\n")


async def test_a_step_is_given_more_time_twice(night: Night) -> None:
    """By a press and in words; all who wait read the new time, and its owner is asked again then."""
    await deploying(night)
    await night.presses("dba", "Start", "your turn: step 5")
    await night.at("22:10")
    assert "was due 22:10" in await night.sees("ned", "Now: 5 Run database migrations")
    await night.presses("dba", "+10 min", "was due 22:10")
    assert "due 22:20" in await night.sees("ned", "Now: 5 Run database migrations")
    assert "6 Deploy application v4.12.0 to green, @dev, about 22:20" in await night.sees("ned", "Next: 6")
    assert "needs 10 min more and is due 22:20 CET" in await night.sees("ned", "needs 10 min more")
    assert "put off, due 22:20 CET now" in await night.sees("dba", "put off")
    await night.at("22:20")
    assert "was due 22:20" in await night.sees("dba", "How does it go")
    await night.types("ana", "step 5 later 5 for @dba the index is large")
    assert "recorded for Dora Nagy" in await night.sees("ned", "needs 5 min more")
    assert "put off, due 22:25 CET now" in await night.sees("dba", "22:25 CET now")
    assert 0 == await reminders(night, "ana")
    why = await refused(night, "quinn", "step 5 later 5")
    assert "is Dora Nagy's" in why


async def test_snooze_and_stop_are_ones_own(night: Night) -> None:
    """The DBA snoozes, the deputy stops; the lead goes on hearing of it, and the DBA after the snooze."""
    await deploying(night)
    await night.at("22:03")
    await night.presses("dba", "Snooze 10 min", "is not started")
    assert "Snoozed until 22:13 CET" in await night.sees("dba", "Snoozed")
    assert "not reminded of it" in said(await night.types("sam", "stop 5"))
    await night.at("22:12")
    assert (1, 1, 0) == tuple([await reminders(night, who) for who in ("dba", "ana", "sam")])
    await night.at("22:13")
    assert "Run database migrations" in await night.sees("dba", "the newer reminder counts")
    assert (1, 1, 0) == tuple([await reminders(night, who) for who in ("dba", "ana", "sam")])
    assert "you" in (await refused(night, "sam", "stop 5")).casefold()
    assert "not you" in await refused(night, "quinn", "snooze 5 10")


async def test_on_hold_what_runs_is_asked_about_and_nobody_new(night: Night) -> None:
    """The minutes of a running step go on; those of a call begin anew with the resume."""
    await deploying(night)
    await night.at("22:01")
    await night.types("ana", "hold the provider calls")
    await night.at("22:20")
    assert 0 == await reminders(night, "dba")
    await night.presses("dba", "Start", "your turn: step 5")
    await night.at("22:30")
    assert "was due 22:30" in await night.sees("dba", "How does it go")
    await night.types("dba", "step 5 done")
    await night.at("22:50")
    assert 0 == await reminders(night, "dev", "step 6")
    await night.types("ana", "resume")
    await night.at("22:51")
    assert 0 == await reminders(night, "dev", "step 6")
    await night.at("22:52")
    assert 1 == await reminders(night, "dev", "step 6")
    assert "" == await night.sees("ana", "I was away")


async def test_a_step_that_is_started_late_and_done_late(night: Night) -> None:
    """Each minute that it is late moves what waits; its real start and end are kept beside the plan's."""
    await deploying(night)
    begins = []
    for time in ("22:01", "22:02", "22:05", "22:10"):
        await night.at(time)
        known = await night.house.queries.deployment(ID)
        assert known
        following = forecast(known.state, known.plan).of("6")
        assert following
        begins.append(clock(following.start, known.state.zone).removesuffix(" CET"))
    assert ["22:10", "22:12", "22:15", "22:20"] == begins
    await night.presses("dba", "Start", "your turn: step 5")
    assert "running since 22:10 CET, due 22:20 CET" in await night.sees("ana", "running since 22:10 CET, due")
    await night.at("22:31")
    await night.presses("dba", "Done", "was due 22:20")
    assert "done 22:31 CET, Dora Nagy (21 min, planned 10 min)" in await night.sees(
        "ned", "done 22:31 CET, Dora"
    )
