"""The words of the contract, what each is read as, and that garbage is always answered."""

from datetime import datetime, time

import pytest
from hypothesis import given, strategies as st

from bot.domain import intents as i
from bot.domain.plan import Severity
from bot.domain.refusals import Because, Refusal
from commands.command import (
    Act,
    AmendPlan,
    Command,
    Help,
    OpenStart,
    SetRoster,
    ShowList,
    ShowMine,
    ShowRoster,
    ShowStatus,
    StartPlan,
)
from commands.words import KNOWN, TABLE, WORDS, parse

MOVED = datetime(2026, 12, 3, 22, 30)  # noqa: DTZ001 - a local time of the plan's zone
NOW = [
    "help",
    "start",
    "status",
    "list",
    "mine",
    "submit",
    "amend",
    "approve",
    "reject",
    "withdraw",
    "check",
    "begin",
    "go",
    "hold",
    "resume",
    "cancel",
    "step",
    "hand",
    "reschedule",
    "add",
    "note",
    "rollback",
    "confirm",
    "unlock",
    "roster",
    "freeze",
]
LATER = [
    "extend",
    "on",
    "snooze",
    "stop",
    "smoke",
    "vote",
    "severity",
    "alerts",
    "attach",
    "escalate",
    "ack",
    "send",
    "edit",
    "record",
    "stats",
    "resend",
]
"""The words of the contract: those of this release, and those that a later one brings."""


def act(intent: i.Intent, deployment: str = "") -> Act:
    return Act(deployment=deployment, intent=intent)


def refused(text: str) -> Refusal:
    command = parse(text)
    assert isinstance(command, Refusal)
    return command


def test_the_table_is_the_contracts() -> None:
    """Every word of the contract is known, each once, and nothing else."""
    assert sorted(NOW + LATER) == sorted(word.word for word in TABLE)
    assert sorted(NOW) == sorted(word.word for word in KNOWN)


@pytest.mark.parametrize("word", LATER)
def test_a_later_word_says_not_yet(word: str) -> None:
    """A word that a later release brings says so and does nothing."""
    refusal = refused(f"{word} WEB-41 whatever 5")
    assert Because.NOT_NOW == refusal.because
    assert "not yet" in refusal.text


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP", "help step"])
def test_nothing_at_all_is_help(text: str) -> None:
    """No word, or help itself, is a request for help."""
    assert Help() == parse(text)


READ: dict[str, Command] = {
    "list": ShowList(),
    "mine": ShowMine(),
    "roster": ShowRoster(),
    "start": OpenStart(),
    "status": ShowStatus(""),
    "status web-deploy-041.2": ShowStatus("web-deploy-041.2"),
    "submit": act(i.Submit()),
    "Submit WEB-41": act(i.Submit(), "WEB-41"),
    "approve": act(i.GiveSignOff()),
    "approve WEB-41": act(i.GiveSignOff(), "WEB-41"),
    "approve WEB-41 2 looks good": act(i.GiveSignOff(wanted="2 looks good"), "WEB-41"),
    "approve “UAT Sign-off” fine": act(i.GiveSignOff(wanted="“UAT Sign-off” fine")),
    "reject the window is too short": act(i.RejectSignOff(wanted="the window is too short")),
    "withdraw": act(i.WithdrawSignOff()),
    "withdraw WEB-41 QA one test is red": act(i.WithdrawSignOff(wanted="QA one test is red"), "WEB-41"),
    "hand DBA <@U0NED|ned>": act(i.HandOver(role="DBA", to="U0NED")),
    "hand WEB-41 “Deployment Lead” <@U0SAM>": act(i.HandOver(role="Deployment Lead", to="U0SAM"), "WEB-41"),
    "hand <@U0DBA|dba> <@U0NED|ned>": act(i.HandOver(role="<@U0DBA|dba>", to="U0NED")),
    "hand DBA <@U0NED|ned> <@U0DBA|dba> is ill": act(
        i.HandOver(role="DBA", to="U0NED", reason="@dba is ill")
    ),
    "amend": AmendPlan(""),
    "amend WEB-41": AmendPlan("WEB-41"),
    "reschedule 2026-12-03 22:30": act(i.Reschedule(start=MOVED)),
    "reschedule WEB-41 2026-12-03 22:30 OVERRIDE “no other night”": act(
        i.Reschedule(start=MOVED, override="no other night"), "WEB-41"
    ),
    "check 3": act(i.TickItem(wanted="3")),
    "check WEB-41 Docker images": act(i.TickItem(wanted="Docker images"), "WEB-41"),
    "check": act(i.TickItem(wanted="")),
    "begin": act(i.Begin()),
    "begin WEB-41 override the vault is &lt;down&gt;": act(i.Begin(override="the vault is <down>"), "WEB-41"),
    "begin OVERRIDE “2-3 boxes”": act(i.Begin(override="2-3 boxes")),
    "go": act(i.Go()),
    "go NOW": act(i.Go(at_once=True)),
    "go WEB-41 now": act(i.Go(at_once=True), "WEB-41"),
    "hold the queue is full": act(i.Hold(reason="the queue is full")),
    "hold WEB-41": act(i.Hold(reason=""), "WEB-41"),
    "hold 9-10 broke": act(i.Hold(reason="broke"), "9-10"),
    "hold “9-10 broke”": act(i.Hold(reason="9-10 broke")),
    "resume": act(i.Resume()),
    "cancel WEB-41 no\n longer wanted": act(i.Cancel(reason="no longer wanted"), "WEB-41"),
    "step 5 start": act(i.StartStep(step="5")),
    "step 5 start after a coffee": act(i.StartStep(step="5", note="after a coffee")),
    "step WEB-41 5 done": act(i.FinishStep(step="5"), "WEB-41"),
    "step 5 DONE with 3 rows more": act(i.FinishStep(step="5", note="with 3 rows more")),
    "step R2 fail ask <@U0ANA|ana>": act(i.FailStep(step="R2", reason="ask @ana")),
    "step 5 fail": act(i.FailStep(step="5")),
    "step 5 skip for the moment": act(i.SkipStep(step="5", reason="for the moment")),
    "step 5 done at last": act(i.FinishStep(step="5", note="at last")),
    "step 5 done for <@U0DBA|dba> at 02:14 by phone": act(
        i.FinishStep(step="5", recorded=i.Recorded(owner="U0DBA", at=time(2, 14)), note="by phone")
    ),
    "step WEB-41 5 start AT 2:14 FOR <!subteam^S0CAB|@cab>": act(
        i.StartStep(step="5", recorded=i.Recorded(owner="S0CAB", at=time(2, 14))), "WEB-41"
    ),
    "step R2 fail for “Jane Roe” at 02:14, at the third host": act(
        i.FailStep(
            step="R2", recorded=i.Recorded(owner="Jane Roe", at=time(2, 14)), reason="at the third host"
        )
    ),
    "step 5 skip at 02:14 for the moment": act(
        i.SkipStep(step="5", recorded=i.Recorded(at=time(2, 14)), reason="for the moment")
    ),
    "step 5 retry for <@U0DBA|dba>": act(i.RetryStep(step="5", recorded=i.Recorded(owner="U0DBA"))),
    "step 5 reopen for <@U0DBA|dba>": act(i.ReopenStep(step="5", recorded=i.Recorded(owner="U0DBA"))),
    "step 5 done for “”": act(i.FinishStep(step="5", note="for “”")),
    "step R3 restore for <@U0DBA|dba>": act(i.RestoreFromBackup(step="R3", reason="for @dba")),
    "approve looks good to go for @pia": act(i.GiveSignOff(wanted="looks good to go for @pia")),
    "step R3 restore it is corrupt": act(i.RestoreFromBackup(step="R3", reason="it is corrupt")),
    "add after 5 “Restart the queue” <@U0DEV|dev> 10": act(
        i.AddStep(after="5", action="Restart the queue", owner="U0DEV", minutes=10)
    ),
    "add WEB-41 after R3 call <@U0ANA|ana> back <!subteam^S0CAB|@cab> 5 min": act(
        i.AddStep(after="R3", action="call @ana back", owner="S0CAB", minutes=5), "WEB-41"
    ),
    "add after 5 “ask @dba” <@U0DEV|dev> 10 min “it hangs”, says <@U0ANA|ana> 3 times": act(
        i.AddStep(
            after="5",
            action="ask @dba",
            owner="U0DEV",
            minutes=10,
            reason="“it hangs”, says @ana 3 times",
        )
    ),
    "add after 5 “Restart the queue” Ops Manager 10 it hangs": act(
        i.AddStep(after="5", action="Restart the queue", role="Ops Manager", minutes=10, reason="it hangs")
    ),
    "step 5 reopen": act(i.ReopenStep(step="5")),
    "step R3 reopen “wrong” window": act(i.ReopenStep(step="R3", note="“wrong” window")),
    "note WEB-41 the replica lags": act(i.AddNote(text="the replica lags"), "WEB-41"),
    "note": act(i.AddNote()),
    "step 5 retry": act(i.RetryStep(step="5")),
    "step 5 retry the mirror is back": act(i.RetryStep(step="5", note="the mirror is back")),
    "rollback CRITICAL checkout is down": act(
        i.RequestRollback(severity=Severity.CRITICAL, reason="checkout is down")
    ),
    "rollback WEB-41 medium": act(i.RequestRollback(severity=Severity.MEDIUM), "WEB-41"),
    "confirm Smoke Tests": act(i.Confirm(wanted="Smoke Tests")),
    "confirm WEB-41 1": act(i.Confirm(wanted="1"), "WEB-41"),
}


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says, whatever its case."""
    assert READ[text] == parse(text)


def start(plan: str, version: str, moment: datetime | None = None) -> StartPlan:
    return StartPlan(plan=plan, version=version, start=moment, people=None)


LATE = datetime(2026, 12, 1, 23, 0)  # noqa: DTZ001 - a local time, in the plan's zone


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("start web-shop 4.12.0", start("web-shop", "4.12.0")),
        ("start web-shop 4.12.0 2026-12-01 23:00", start("web-shop", "4.12.0", LATE)),
        ('start web-shop 4.12.0 "2026-12-01 23:00"', start("web-shop", "4.12.0", LATE)),
        ("start “web shop” v4 “2026-12-01 23:00”", start("web shop", "v4", LATE)),
    ],
)
def test_start_takes_a_plan_a_version_and_a_time(text: str, command: StartPlan) -> None:
    """Quotes are optional, and so is the time."""
    assert command == parse(text)


@pytest.mark.parametrize(
    "when",
    ["tomorrow", "2026-12-01", "23:00", "2026-13-01 23:00", "2026-12-01 24:30", "2026-12-01 23:00 CET"],
)
def test_a_date_that_cannot_be_read_says_what_can(when: str) -> None:
    """A wrong date is answered with a right one."""
    assert "2026-12-01 23:00 is what I can read" in refused(f"start web-shop 4.12.0 {when}").text


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("roster DBA <@U0ANA|ana>", SetRoster(role="DBA", people=("U0ANA",), deputies=())),
        (
            "roster “Change Advisory Board” <!subteam^S0CAB|@cab>, <@U0ANA>",
            SetRoster(role="Change Advisory Board", people=("S0CAB", "U0ANA"), deputies=()),
        ),
        (
            "roster QA Lead <@U0QUINN|deputy> deputy <@U0TESS|tess> <@U0TESS|tess>",
            SetRoster(role="QA Lead", people=("U0QUINN",), deputies=("U0TESS",)),
        ),
    ],
)
def test_the_roster_takes_people_and_groups(text: str, command: SetRoster) -> None:
    """A role comes first, then mentions, then perhaps deputies."""
    assert command == parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("roster DBA", "Who stands for “DBA”?"),
        ("roster DBA @ana", "I do not know @ana"),
        ("roster <@U0ANA|ana>", "Which role?"),
        ("roster DBA <@U0ANA|ana> deputy", "Who is the deputy?"),
        ("roster DBA <@U0ANA|ana> please", "“please”"),
        ('roster audience "Customers" #general', "not yet"),
        ("roster audience", "not yet"),
        ("step", "Which step"),
        ("step 5", "How does step 5 go: start, done, fail, skip, retry, reopen, restore?"),
        ("step 5 finished", "How does step 5 go"),
        ("step 5 later 10", "not yet"),
        ("add", "Behind which step?"),
        ("add before 5 “x” <@U0DEV|dev> 10", "Behind which step?"),
        ("add after", "Behind which step?"),
        ("add after 5 “x” @dev 10", "Who shall do it?"),
        ("add after 5 “” <@U0DEV|dev> 10", "What is to be done?"),
        ("add after 5 “x” <@U0DEV|dev>", "How many minutes"),
        ("add after 5 “x” <@U0DEV|dev> soon", "“soon”"),
        ("step 5 done for @ana", "I do not know @ana: choose from Slack's list"),
        ("step 5 done at 24:00", "There is no time “24:00”"),
        ("step 5 reopen at 23:05 too early", "leave `at` out"),
        ("approve for <@U0PIA|pia>", "never recorded for anybody"),
        ("approve WEB-41 UAT for <@U0PIA|pia> by phone", "never recorded for anybody"),
        ("approve “UAT Sign-off” for @pia", "never recorded for anybody"),
        ("confirm smoke for <@U0QUINN|quinn>", "never recorded for anybody"),
        ("rollback", "How bad is it: critical, high, medium?"),
        ("rollback it is down", "How bad is it"),
        ("begin please", "“please”"),
        ("begin override", "Why"),
        ("begin override “”", "Why"),
        ("submit please", "“please”"),
        ("submit override", "Why may it be all the same?"),
        ("confirm Smoke Tests OVERRIDE flaky", "not yet"),
        ("go on", "“on”"),
        ("go now please", "“now please”"),
        ("resume please", "“please”"),
        ("status please", "“please”"),
        ("list all", "“all”"),
        ("mine please", "“please”"),
        ("start web-shop", "Which version?"),
        ('start "" 4', "Which plan?"),
    ],
)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    refusal = refused(text)
    assert words in refusal.text
    assert f"`{WORDS[text.split(maxsplit=1)[0]].usage}`" in refusal.text


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("aprove", "`/deploy approve [ID] [SIGN-OFF] [comment]`"),
        ("Statsu", "`/deploy status [ID]`"),
        ("WEB-41", "`/deploy status WEB-41`"),
        ("xyzzy", "`/deploy help`"),
        ("🚀", "`/deploy help`"),
    ],
)
def test_an_unknown_word_gets_a_hint(typed: str, hint: str) -> None:
    """The nearest word is offered, an ID's status, or help."""
    refusal = refused(f"{typed} something")
    assert Because.UNKNOWN == refusal.because
    assert hint in refusal.text


@given(st.text())
def test_every_text_is_answered(text: str) -> None:
    """Whatever is typed is a command or a refusal with words."""
    command = parse(text)
    assert not isinstance(command, Refusal) or command.text


@given(st.sampled_from(NOW + LATER), st.text(alphabet='"“<@U0ANA|ana> -.:\n4Rgo&;#!^SC', max_size=60))
def test_garbage_after_every_word_is_answered(word: str, garbage: str) -> None:
    """Whatever follows a word is a command or a refusal with words."""
    command = parse(f"{word} {garbage}")
    assert not isinstance(command, Refusal) or command.text
