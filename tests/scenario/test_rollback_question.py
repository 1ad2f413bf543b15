"""Whether to roll back is asked and answered: at once, by two, by those who are on, or by the next level."""

from pathlib import Path

import pytest

from bot.domain.question_parts import Choice, Outcome
from bot.domain.state import Lifecycle, StepStatus
from sandbox.model import Json
from tests.bot.web_shop import PLANS
from tests.scenario.in_vain import refused, refused_form, refused_press, repeated
from tests.scenario.night import Night
from tests.scenario.test_run import ID, before_go, completed, state

ROLL_BACK, CONTINUE, SEVERITY = "Roll back", "Continue", "Severity"
ASKED = "Roll back? "
ON_CALL = "On-call DevOps"


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan; Ned is its first level of 9.2."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    assert ON_CALL in text
    (tmp_path / "web-shop.md").write_text(text.replace(ON_CALL, "@ned"), "utf-8")
    return tmp_path


@pytest.fixture
async def begun(night: Night) -> Night:
    """Step 5, the first of 3.2, runs since 22:00."""
    await before_go(night)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")
    return night


async def continues(night: Night, who: str, reason: str, **more: str) -> Json:
    """Somebody presses Continue under the question and says why."""
    form = await night.presses(who, CONTINUE, ASKED)
    return await night.fills(who, form, {"reason": reason, **more})


async def test_the_lead_decides_at_once_what_is_critical(begun: Night) -> None:
    """Asked by the DBA, who decides nothing: the lead's press settles it, and every copy says so."""
    night = begun
    await night.types("dba", "rollback critical the orders table is corrupt")
    shown = await night.sees("ana", ASKED)
    assert "Roll back? Critical (proposed), Web shop 4.12.0, production; @ana decides now" in shown
    assert "Dora Nagy asks since 22:00: “the orders table is corrupt”" in shown
    assert "R3 (3 migrations)" in shown
    assert "from 22:02 CET" in shown
    status = await night.sees("omar", "production: deploying")
    assert "deploying, roll back?" in status
    assert "Roll back? Critical, asked since 22:00; @ana decides now" in status
    await night.presses("ana", ROLL_BACK, ASKED)
    assert Lifecycle.ROLLING_BACK is (await state(night)).state
    for who in ("ana", "dba"):
        assert "Yes, decided by Ana Castillo, 22:00 CET" in await night.sees(who, ASKED)
    assert await night.finds("ana", CONTINUE) is None
    await repeated(night)


async def test_high_takes_two_who_agree(begun: Night) -> None:
    """The lead's vote waits for the Dev Lead's, which decides it; the same vote twice is no news."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    await night.presses("ana", ROLL_BACK, ASKED)
    assert "it waits for @lee until 22:15 CET" in await night.sees("lee", ASKED)
    again = await night.finds("ana", ROLL_BACK, ASKED)
    assert again
    assert "You voted rollback already" in await refused_press(night, "ana", again)
    await night.types("lee", "vote rollback")
    answered = (await state(night)).answers[0]
    assert Outcome.ROLLBACK is answered.outcome
    assert "Roll back: Ana Castillo 22:00, Lee Park 22:00" in await night.sees("ana", ASKED)


async def test_who_disagrees_is_settled_by_the_next_level(begun: Night) -> None:
    """Lead and Dev Lead disagree: nothing is decided by that, the first level is asked, and decides alone."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    await night.presses("ana", ROLL_BACK, ASKED)
    await continues(night, "lee", "it is the cache that warms up")
    asked = (await state(night)).question
    assert asked
    assert asked.escalated_at
    shown = await night.sees("ned", ASKED)
    assert "@ned decides alone now" in shown
    assert "Continue: Lee Park 22:00, “it is the cache that warms up”, ask again 22:10" in shown
    assert "those who decide disagree" in await night.sees("ana", "is undecided")
    await night.presses("ned", ROLL_BACK, ASKED)
    assert Lifecycle.ROLLING_BACK is (await state(night)).state
    assert "Yes, decided by Ned Holm" in await night.sees("lee", ASKED)


async def test_a_time_that_is_up_decides_nothing(begun: Night) -> None:
    """Nobody answers: they are reminded, then the next level is asked by its call, again and again."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    await night.at("22:08")
    assert "half of the time is over, it is to be decided by 22:15 CET" in await night.sees("lee", "Reminder")
    await night.at("22:14")
    assert "2 min are left" in await night.sees("ana", "2 min are left")
    await night.at("22:16")
    assert "escalated 22:15: it was not decided in time" in await night.sees("ned", ASKED)
    await night.at("22:31")
    assert "" == await night.sees("ned", "Reminder: undecided")
    assert "Roll back? High" in await night.sees("ned", "You are called")
    assert Lifecycle.DEPLOYING is (await state(night)).state
    await continues(night, "ned", "the provider mends it")
    assert Outcome.CONTINUE is (await state(night)).answers[0].outcome
    assert "No, it goes on, decided by Ned Holm" in await night.sees("ana", ASKED)


async def test_nothing_begins_while_it_is_asked(begun: Night) -> None:
    """The running step is done and the next one is not called; once it goes on, it is."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    await night.presses("dba", "Done", "Run database migrations")
    assert "6" not in (await state(night)).steps
    assert "No step starts until this is answered" in await night.sees("ana", ASKED)
    assert "nobody is called until the rollback question is answered" in await refused(
        night, "dev", "step 6 start"
    )
    for who in ("ana", "lee"):
        await continues(night, who, "it was one bad host", time="22:40")
    assert StepStatus.CALLED is (await state(night)).steps["6"].status
    assert "asked again 22:40" in await night.sees("ana", ASKED)


async def test_it_is_asked_again_at_its_minute(begun: Night) -> None:
    """Continue names the minute: by then it is asked anew, with fresh votes, for what still holds."""
    night = begun
    await night.types("dev", "rollback critical every tenth order fails")
    await night.types("ana", "vote continue 22:20 it is the cache that warms up")
    assert (await state(night)).question is None
    await night.at("22:20")
    asked = (await state(night)).question
    assert asked
    assert (2, {}) == (asked.round, asked.votes)
    assert await night.finds("ana", CONTINUE, ASKED)


async def test_worse_news_ask_at_once(begun: Night) -> None:
    """Somebody else asks before the minute: that is news, and it is asked anew with all that is known."""
    night = begun
    await night.types("dev", "rollback critical every tenth order fails")
    await night.types("ana", "vote continue 22:40 it is the cache that warms up")
    await night.at("22:05")
    await night.types("dba", "rollback critical the replica is lost, too")
    shown = await night.sees("ana", ASKED)
    assert "“the replica is lost, too”" in shown
    assert "“every tenth order fails”" in shown


async def test_a_vote_can_be_changed(begun: Night) -> None:
    """Until it is settled: the Dev Lead objects, reads the log, and agrees, which decides."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    await continues(night, "lee", "wait for the metrics")
    await night.presses("lee", ROLL_BACK, ASKED)
    cast = (await state(night)).question
    assert cast
    assert [Choice.ROLLBACK] == [vote.choice for vote in cast.votes.values()]
    await night.presses("ana", ROLL_BACK, ASKED)
    assert Lifecycle.ROLLING_BACK is (await state(night)).state


async def test_the_severity_is_another(begun: Night) -> None:
    """Raised by the lead in a form, the clock begins anew and others decide; a button of before is behind."""
    night = begun
    await night.types("dev", "rollback medium the search is slow")
    behind = await night.finds("lee", ROLL_BACK, ASKED)
    form = await night.presses("ana", SEVERITY, ASKED)
    await night.at("22:05")
    await night.fills("ana", form, {"severity": "high", "reason": "orders fail as well"})
    shown = await night.sees("lee", ASKED)
    assert "Roll back? High (as Ana Castillo says)" in shown
    assert "until 22:20 CET" in shown
    assert "Severity raised from medium to high" in await night.sees("lee", "Severity raised")
    assert behind
    told = await refused_press(night, "lee", behind)
    assert "It is high since 22:05 CET: answer the question as it is asked now" in told
    assert "It is high already" in await refused(night, "ana", "severity high really")
    assert "Only the Deployment Lead" in await refused(night, "dev", "severity medium it is not")


async def test_who_only_has_to_press_again_hears_it(begun: Night) -> None:
    """By a new message, as Slack rings for no edit; the older one says so, and both show the answer."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    await night.presses("ana", ROLL_BACK, ASKED)
    before = await night.direct("ana", ASKED)
    await night.types("sam", "severity critical all orders fail")
    older, newer = await night.direct("ana", "Roll back?")
    assert [older["ts"]] == [message["ts"] for message in before]
    assert "Asked again: the newer message counts" in "\n".join(older["lines"])
    assert "your Roll back is enough by now: press it again to settle it" in "\n".join(newer["lines"])
    await night.presses("ana", ROLL_BACK, "is enough by now")
    for message in await night.direct("ana", "Roll back?"):
        assert "Yes, decided by Ana Castillo, 22:00 CET" in "\n".join(message["lines"])


async def test_a_role_that_the_roster_names_decides_though_it_reads_like_two(
    night: Night, plans_dir: Path
) -> None:
    """6.2 has "Ops & QA Lead", whom the roster alone knows: their vote decides, the QA Lead's does not."""
    plan = plans_dir / "web-shop.md"
    row = "| High | Deployment Lead + Dev Lead | 15 minutes |"
    text = plan.read_text("utf-8")
    assert row in text
    plan.write_text(text.replace(row, "| High | Ops & QA Lead | 15 minutes |"), "utf-8")
    await night.types("tess", "roster Ops & QA Lead @ned")
    await before_go(night)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")
    await night.types("dev", "rollback high every tenth order fails")
    assert "@ned decides until" in await night.sees("ned", ASKED)
    assert "It is for Ned" in await refused(night, "quinn", "vote rollback")
    await night.types("ned", "vote rollback")
    assert Lifecycle.ROLLING_BACK is (await state(night)).state


async def test_those_who_are_on_decide_together(begun: Night) -> None:
    """Medium: the consensus of those who said that they are on; one who was not asked does not decide."""
    night = begun
    for who in ("ana", "dev", "dba"):
        await night.types(who, "on")
    await night.types("quinn", "rollback medium the search is slow")
    assert "Your vote does not count here" in await refused(night, "quinn", "vote rollback")
    for who in ("ana", "dev", "dba"):
        assert Lifecycle.DEPLOYING is (await state(night)).state
        await night.types(who, "vote rollback")
    assert Lifecycle.ROLLING_BACK is (await state(night)).state


async def test_a_silent_lead_is_not_waited_for(begun: Night) -> None:
    """Two minutes after a critical question the Dev Lead may decide; before, a press is an objection."""
    night = begun
    await night.types("dba", "rollback critical the orders table is corrupt")
    await continues(night, "lee", "it is a replica alone")
    assert "Lee Park objects: Continue, “it is a replica alone”" in await night.sees("ana", ASKED)
    await night.at("22:03")
    shown = await night.sees("ana", ASKED)
    assert "decides alone now" in shown
    assert "@lee" in shown
    await night.presses("lee", ROLL_BACK, ASKED)
    assert "decided by Lee Park, 22:03 CET" in await night.sees("ana", ASKED)


async def test_a_deputy_stands_in(begun: Night) -> None:
    """The lead's deputy decides what is critical."""
    night = begun
    await night.types("dba", "rollback critical the orders table is corrupt")
    await night.presses("sam", ROLL_BACK, ASKED)
    assert "decided by Sam Whitfield" in await night.sees("ana", ASKED)


async def test_who_decides_nothing_is_told_who_does(begun: Night) -> None:
    """Of a button, a form and a word: who decides it, until when, and who may later."""
    night = begun
    await night.types("dba", "rollback critical the orders table is corrupt")
    button = await night.finds("quinn", ROLL_BACK, ASKED)
    assert button
    told = await refused_press(night, "quinn", button)
    assert "It is for Ana Castillo to decide; from 22:02 CET Lee Park" in told
    form = await night.presses("quinn", CONTINUE, ASKED)
    assert "Your vote does not count here" in await refused_form(night, "quinn", form, {"reason": "no"})
    assert "Why does it go on?" in await refused(night, "ana", "vote continue")


async def test_what_it_would_do_is_shown(begun: Night) -> None:
    """A modal has the steps with their owners, minutes and commands, and what is left out."""
    night = begun
    await night.types("dba", "rollback critical the orders table is corrupt")
    view = (await night.presses("ana", "What it would do", ASKED))["view"]
    text = "\n".join(block["text"]["text"] for block in view["blocks"])
    assert "The way back" == view["title"]["text"]
    assert "*R3 Rollback database*: Dora Nagy, 10 min" in text
    assert "./migrate.sh down --env production --steps 3" in text
    assert "Left out" in text


async def test_it_is_pressed_where_the_status_is(begun: Night) -> None:
    """The status message's Roll back asks how bad it is and why, as the typed word does."""
    night = begun
    form = await night.presses("dev", ROLL_BACK, "production: deploying")
    assert "High: Deployment Lead + Dev Lead, within 15 min" in str(form["view"])
    await night.fills("dev", form, {"severity": "high", "reason": "every tenth order fails"})
    asked = (await state(night)).question
    assert asked
    assert ("high", "every tenth order fails") == (asked.severity, asked.evidence[0].text)
    form = await night.presses("ana", ROLL_BACK, "production: deploying")
    await night.fills("ana", form, {"severity": "critical", "reason": "orders are lost"})
    assert Lifecycle.ROLLING_BACK is (await state(night)).state


async def test_a_failed_step_that_is_done_after_all_leaves_one_press(begun: Night) -> None:
    """The DBA's second try works: the question stays, and one Continue of the Dev Lead lets it go on."""
    night = begun
    await night.types("dba", "step 5 fail a lock timed out")
    assert "it waits" not in await night.sees("lee", ASKED)
    await night.at("22:06")
    await night.types("dba", "step 5 retry")
    await night.types("dba", "step 5 start")
    await night.types("dba", "step 5 done")
    now = await state(night)
    assert (True, False) == (now.question is not None, "6" in now.steps)
    for who in ("ana", "sam", "lee"):
        shown = await night.sees(who, "nothing of it holds any more")
        assert "failed: a lock timed out since 22:00 (over)" in shown
        assert "one Continue of @ana or @lee is enough" in shown
    button = await night.finds("quinn", CONTINUE, ASKED)
    assert button
    assert "It is for Ana Castillo and Lee Park" in await refused_press(night, "quinn", button)
    await night.presses("lee", CONTINUE, ASKED)
    now = await state(night)
    assert (None, StepStatus.CALLED) == (now.question, now.steps["6"].status)
    shown = await night.sees("ana", ASKED)
    assert "No, it goes on, decided by Lee Park, 22:06 CET: “nothing of what it was asked for holds" in shown
    await night.at("22:20")
    assert (await state(night)).question is None


async def test_a_hold_changes_nothing(begun: Night) -> None:
    """On hold it is asked and answered all the same; once it goes on, the hold still stands."""
    night = begun
    await night.types("dev", "rollback critical every tenth order fails")
    await night.types("omar", "hold the network team looks")
    assert "on hold, roll back?" in await night.sees("ana", "production: deploying")
    await continues(night, "ana", "it was the network")
    now = await state(night)
    assert (None, True) == (now.question, now.hold is not None)


async def test_what_waits_for_whom_is_listed(begun: Night) -> None:
    """`mine`, the Home tab, `list` and `status` say that it is asked, and whom it waits for."""
    night = begun
    await night.types("dev", "rollback high every tenth order fails")
    mine = "\n".join(
        line for each in (await night.types("lee", "mine"))["messages"] for line in each["lines"]
    )
    assert "Roll back or continue" in mine
    assert "/deploy vote WEB-DEPLOY-041 rollback|continue REASON" in mine
    assert any("Roll back or continue" in line for line in await night.opens_home("ana"))
    listed = await night.types("dba", "list")
    assert "roll back?" in str(listed["messages"])
    status = await night.types("dba", "status")
    assert "asked since 22:00" in str(status["messages"])
    assert "Would run" in str(status["messages"])


async def test_after_completion_it_is_asked_for_a_day(night: Night) -> None:
    """A completed deployment goes back by the same question."""
    await completed(night)
    await night.types("dev", f"rollback {ID} critical orders are charged twice")
    assert "Rolling back is possible until Wed 2 Dec 22:00 CET" in await night.sees("ana", ASKED)
    await night.presses("ana", ROLL_BACK, ASKED)
    assert Lifecycle.ROLLING_BACK is (await state(night)).state
