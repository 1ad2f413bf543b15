"""What is asked about sections 4.3 and 5, in every state that its question can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.people import Holders
from bot.domain.plan import DataValidation
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import (
    CONFIGURATION,
    DATA,
    all_said,
    check,
    configuration,
    data,
    failed,
    ok,
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
    "log/data": lambda: s.told(_said(data(*BOTH), "ana")),
    "log/configuration": lambda: s.told(_said(configuration(), "dev", _deployed())),
}
