"""What is asked about sections 4.3 and 5, in every state that its question can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.people import Holders
from bot.domain.plan import DataValidation
from bot.domain.questions import end_back_question
from bot.domain.state import Lifecycle
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import (
    CONFIGURATION,
    DATA,
    RESTORED,
    REVERSED,
    all_said,
    back_until,
    check,
    configuration,
    data,
    failed,
    ok,
    restored,
    reversed_,
    variable,
)
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def migrated(*more: DataValidation) -> Stage:
    """Step 5 of the web shop is done; 4.3 may have more rows."""
    plan = s.web_shop()
    stage = Stage(replace(plan, validations=(*plan.validations, *more))).to_deploying()
    stage.at += timedelta(minutes=9)
    stage.do(i.FinishStep(step="5"), p.DBA)
    return stage


def _deployed() -> Stage:
    stage = migrated()
    stage.at += timedelta(minutes=14)
    stage.do(i.FinishStep(step="6"), p.DEV)
    return stage


def _said(said: i.ReportChanges, by: str = "dba", stage: Stage | None = None) -> Stage:
    stage = stage or migrated()
    stage.at += timedelta(minutes=2)
    stage.do(said, {"dba": p.DBA, "dev": p.DEV, "ana": p.ANA}[by])
    return stage


def _secret() -> Stage:
    plan = replace(s.web_shop(), variables=(variable("DB_PASSWORD"), variable("TTL", "")))
    stage = Stage(plan).to_deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(i.FinishStep(step="6"), p.DEV)
    return stage


def _reopened() -> Stage:
    stage = _said(data(ok(1)))
    stage.do(i.ReopenStep(step="5"), p.DBA)
    return stage


def _rolled_back() -> Stage:
    stage = _said(data(ok(1)))
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    return stage


def _completed() -> Stage:
    stage = all_said(s.stage().to_verifying().walk())
    stage.do(i.Confirm(wanted="1"), p.ANA)
    return stage


def _added() -> Stage:
    """A step that nobody foresaw changes the configuration once more."""
    stage = _deployed()
    stage.do(i.AddStep(after="6", action="Set the variables by hand", owner=p.DEV.id, minutes=5), p.ANA)
    return stage


def _message(stage: Stage, subject: str = DATA, to: str = "") -> Message:
    return s.message(stage, MessageKind.ROWS, subject, to)


def _left_alone() -> Message:
    """The owner has no Slack, and the lead has left it."""
    shown = _message(migrated())
    nobody = dict.fromkeys(shown.state.roles, Holders(unknown=("Dora, +49 1",)))
    return replace(shown, state=replace(shown.state, roles=nobody))


def _without_checks() -> Message:
    shown = _message(migrated())
    return replace(shown, plan=replace(shown.plan, validations=()))


def going_back(step: str, stage: Stage | None = None) -> Stage:
    """A rollback is decided, and this step of it has begun."""
    stage = stage or _deployed()
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    back_until(step, stage)
    stage.do(i.StartStep(step=step), p.ANA)
    stage.at += timedelta(minutes=2)
    return stage


def _gone_back(*said: i.ReportChanges) -> Stage:
    """Every step of the way back is over, and this was said of what it took back."""
    stage = going_back("R6")
    stage.do(i.FinishStep(step="R6"), p.DEV)
    for each in said:
        stage.do(each, p.ANA)
    return stage


def _ended(stage: Stage) -> Stage:
    stage.at += timedelta(minutes=9)
    stage.do(i.EndWayBack(reason="the console is down until noon"), p.ANA)
    return stage


def _end_of(stage: Stage, to: str = "") -> Message:
    return _message(stage, end_back_question(stage.state), to)


def _open_again() -> Stage:
    stage = _gone_back()
    stage.do(i.ReopenStep(step="R6"), p.DEV)
    return stage


NOT_ALL = (reversed_(failed(2, "the table is locked")), restored(failed(1, "still v2")))
MANY = tuple(check(f"table {number}") for number in range(5))
BOTH = (ok(1, "one row"), failed(2, "no such column"))

ROWS: Mapping[str, Callable[[], Message]] = {
    "rows/data": lambda: _message(migrated()),
    "rows/data-directly": lambda: _message(migrated(), to=p.DBA.id),
    "rows/data-nobody-in-slack": _left_alone,
    "rows/data-many": lambda: _message(_said(data(failed(3, "0"), ok(1)), stage=migrated(*MANY))),
    "rows/data-in-part": lambda: _message(_said(data(failed(2, "no such column")), "ana")),
    "rows/data-without-a-query": lambda: _message(migrated(replace(check("seen by eye", ""), query=""))),
    "rows/data-matches": lambda: _message(_said(data())),
    "rows/data-does-not-match": lambda: _message(_said(data(*BOTH))),
    "rows/data-asked-anew": lambda: _message(_reopened()),
    "rows/data-rolled-back": lambda: _message(_rolled_back()),
    "rows/data-complete": lambda: _message(_completed()),
    "rows/data-not-in-the-plan": _without_checks,
    "rows/configuration-after-another-step": lambda: _message(_added(), CONFIGURATION),
    "rows/configuration": lambda: _message(_deployed(), CONFIGURATION),
    "rows/configuration-secret": lambda: _message(_secret(), CONFIGURATION),
    "rows/configuration-not-changed": lambda: _message(
        _said(configuration(ok(1), ok(2), failed(3, "the console is down")), "dev", _deployed()),
        CONFIGURATION,
    ),
    "rows/reversed": lambda: _message(going_back("R3"), REVERSED),
    "rows/reversed-in-part": lambda: _message(
        _said(reversed_(ok(1), failed(2, "the table is locked")), stage=going_back("R3")), REVERSED
    ),
    "rows/reversed-all": lambda: _message(_said(reversed_(), stage=going_back("R3")), REVERSED),
    "rows/restored": lambda: _message(going_back("R4"), RESTORED),
    "rows/restored-secret": lambda: _message(going_back("R4", _secret()), RESTORED),
    "rows/restored-differs": lambda: _message(_gone_back(restored(ok(2), ok(3), failed(1, "v2"))), RESTORED),
    "rows/restored-gone-past": lambda: _message(_ended(_gone_back(*NOT_ALL)), RESTORED),
    "rows/end-back": lambda: _end_of(_gone_back(*NOT_ALL)),
    "rows/end-back-directly": lambda: _end_of(_gone_back(), p.ANA.id),
    "rows/end-back-past": lambda: _end_of(_ended(_gone_back(*NOT_ALL))),
    "rows/end-back-all-back": lambda: _end_of(_gone_back(reversed_(), restored())),
    "rows/end-back-open-again": lambda: _end_of(_open_again()),
    "rows/end-back-asked-anew": lambda: _message(_gone_back(), "end-back:1"),
    "ending/rolled-back-not-all": lambda: s.ending(_ended(_gone_back(*NOT_ALL)), Lifecycle.ROLLED_BACK),
    "status/rolling-back-not-all": lambda: s.status(_gone_back(*NOT_ALL)),
    "log/reversed": lambda: s.told(_said(NOT_ALL[0], "ana", going_back("R6"))),
    "log/restored": lambda: s.told(_said(NOT_ALL[1], "dev", going_back("R6"))),
    "log/data": lambda: s.told(_said(data(*BOTH), "ana")),
    "log/configuration": lambda: s.told(_said(configuration(), "dev", _deployed())),
}
