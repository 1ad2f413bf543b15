"""What a command of the plan lacks, in every state that its question can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.approvals import asked, missing_rows
from bot.domain.effects import MessageKind
from bot.domain.plan import Command
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_clearance import TOMORROW
from tests.commands.blocks import stories as s

BACKUP, TAPE = "value:backup_id:1", "value:tape:1"
ALL = "value:previous_version+2:1"
UNSAFE = "bk-7; rm -rf /"


def backed_up(note: str = "") -> Stage:
    """The backup is done; nobody said yet under which id, but for this note."""
    stage = s.stage().to_pre_deployment()
    stage.at += timedelta(minutes=14)
    stage.do(i.FinishStep(step="1", note=note), p.DBA)
    return stage


def _noted(value: str = "bk-7", stage: Stage | None = None) -> Stage:
    stage = stage or backed_up()
    stage.at += timedelta(minutes=2)
    stage.do(i.AddNote(text=f"backup_id={value}"), p.DBA)
    return stage


def _reopened(note: str = "") -> Stage:
    stage = backed_up(note)
    stage.do(i.ReopenStep(step="1"), p.DBA)
    return stage


def restoring(value: str = "") -> Stage:
    """The database could not be rolled back: the backup is restored, whose id may be noted."""
    stage = s.stage().to_rolling_back()
    if value:
        stage = _noted(value, stage)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    stage.do(i.FailStep(step="R3", reason="the lock was not released"), p.DBA)
    stage.do(i.RestoreFromBackup(step="R3", reason="it is lost"), p.ANA)
    return stage


def _message(stage: Stage, subject: str = BACKUP) -> Message:
    return s.message(stage, MessageKind.VALUE, subject)


def _of_the_lead() -> Message:
    plan = s.web_shop()
    tape = Command(comment="", text="./mount.sh {tape}", line=0)
    stage = Stage(replace(plan, rollback_commands=(*plan.rollback_commands, tape))).to_pre_deployment()
    return _message(stage, TAPE)


def lacking_of_the_lead() -> Stage:
    """Several values that no step makes are asked of the lead."""
    commands = (
        Command(comment="Rollback application", text="./deploy.sh {previous_version}", line=0),
        Command(comment="Mount the tape", text="./mount.sh {tape} {rack}", line=0),
    )
    return Stage(replace(s.web_shop(), rollback_commands=commands)).to_pre_deployment()


def _of_the_lead_noted(**values: str) -> Message:
    stage = lacking_of_the_lead()
    stage.at += timedelta(minutes=2)
    stage.do(i.AddNote(question=ALL, values=values), p.ANA)
    return _message(stage, ALL)


def not_ended() -> Stage:
    """A rollback is decided while the step runs that makes what the way back needs."""
    command = Command(comment="Rollback database", text="./down.sh {migrations_log}", line=0)
    stage = Stage(replace(s.web_shop(), rollback_commands=(command,))).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.at += timedelta(minutes=4)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    return stage


def _lead_again() -> Stage:
    """The lead did not answer until the rollback was decided."""
    stage = lacking_of_the_lead()
    stage.walk()
    stage.do(i.Go(at_once=True), p.ANA)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    return stage


def _called_back() -> Stage:
    stage = not_ended()
    stage.do(i.FinishStep(step="R2"), p.DEV)
    return stage


def _run_anew() -> Message:
    stage = lacking_of_the_lead()
    stage.moves(timedelta(days=1)).do(i.Reschedule(start=TOMORROW), p.ANA)
    while missing := missing_rows(stage.state, stage.plan):
        stage.do(i.GiveSignOff(), asked(stage.state, missing[0])[0])
    stage.do(i.Begin(), p.ANA)
    return _message(stage, ALL)


VALUE: Mapping[str, Callable[[], Message]] = {
    "value/asked": lambda: _message(backed_up()),
    "value/asked-of-the-lead": _of_the_lead,
    "value/several-asked": lambda: _message(lacking_of_the_lead(), ALL),
    "value/several-noted-in-part": lambda: _of_the_lead_noted(tape="T7"),
    "value/several-noted": lambda: _of_the_lead_noted(tape="T7", rack="2", previous_version="4.11.2"),
    "value/several-of-an-earlier-run": _run_anew,
    "value/asked-at-the-decision": lambda: _message(not_ended(), "value:migrations_log:1"),
    "value/asked-again-at-the-decision": lambda: _message(_lead_again(), f"{ALL} back"),
    "step/waiting-for-a-value": lambda: s.step(_called_back(), "R3"),
    "value/noted": lambda: _message(_noted()),
    "value/noted-not-harmless": lambda: _message(_noted(UNSAFE)),
    "value/asked-anew": lambda: _message(_reopened()),
    "value/not-any-more": lambda: _message(s.stage().to_completed()),
    "value/not-in-the-plan": lambda: _message(s.stage().to_completed(), TAPE),
    "step/restoring-without-its-id": lambda: s.step(restoring(), "R3a"),
    "step/restoring": lambda: s.step(restoring("bk-7"), "R3a"),
    "step/restoring-not-harmless": lambda: s.step(restoring(UNSAFE), "R3a"),
    "log/value-noted": lambda: s.told(_noted()),
    "log/reopened-with-its-value": lambda: s.told(_reopened("backup_id=bk-7")),
}
