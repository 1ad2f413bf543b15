"""The web shop's plan with sections 4 and 5, and what people say of their rows."""

from dataclasses import replace

from bot.domain import intents as i
from bot.domain.changes import Part
from bot.domain.changes_intents import Said
from bot.domain.people import Person
from bot.domain.plan import DataValidation, Migration, Plan, RollbackTrigger, Variable
from bot.domain.progress import current_steps
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

DATA, CONFIGURATION = "data:5:1", "config:6:1"
REVERSED, RESTORED = "reversed:R3:1", "restored:R4:1"
ANSWERED = (Lifecycle.DEPLOYING, Lifecycle.VERIFYING)
"""Once step 5 is over, the data can be reported."""
EVENTS = {
    **{f"ReportChanges {state}": "DataValidated" for state in ANSWERED},
    "EndWayBack rolling back": "Overridden Overridden Overridden RolledBack StepCalled",
}
"""What comes of the intents about them, in each state that takes them."""
SIMPLE: dict[type[i.Intent], tuple[i.Intent, Person, Person]] = {
    i.ReportChanges: (i.ReportChanges(part=Part.DATA), p.DBA, p.QUINN),
    i.EndWayBack: (i.EndWayBack(reason="the console is down until noon"), p.SAM, p.DBA),
}


def check(name: str, expected: str = "> 0") -> DataValidation:
    """A row of 4.3."""
    return DataValidation(check=name, query=f"SELECT {name}", expected=expected, line=0)


def variable(name: str, service: str = "shop") -> Variable:
    """A row of 5.1."""
    return Variable(name=name, old_value="1", new_value="2", service=service, line=0)


def changing(*triggers: str) -> Plan:
    """Two checks, two variables, one flag; 6.1 as given."""
    return replace(
        p.web_shop(),
        migrations=(Migration(script="V1.sql", description="", reversible=True, line=0),),
        validations=(check("orders"), check("carts")),
        variables=(variable("API_VERSION"), variable("TTL")),
        flags=(p.flag("express"),),
        triggers=tuple(RollbackTrigger(text=text, line=0) for text in triggers),
    )


def migrated(*triggers: str) -> Stage:
    """Step 5 is done: its owner is asked about the data."""
    stage = Stage(changing(*triggers)).to_deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    return stage


def deployed() -> Stage:
    """Step 6 is done as well: its owner is asked about the configuration."""
    stage = migrated()
    stage.do(i.FinishStep(step="6"), p.DEV)
    return stage


def went_back(*said: Said) -> Stage:
    """This is said of the configuration, and a rollback is decided: R2 is called."""
    stage = deployed()
    stage.do(configuration(*(said or (ok(1), failed(3, "the console is down")))), p.DEV)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    return stage


def back_until(number: str, stage: Stage | None = None) -> Stage:
    """The steps of the way back before this one are done, and it is called."""
    stage = stage or went_back()
    while (step := current_steps(stage.state, stage.plan)[0]).number != number:
        stage.do(i.FinishStep(step=step.number), p.ANA)
    return stage


def walked_back() -> Stage:
    """Every step of the way back is done, and nobody said of anything whether it is back."""
    stage = back_until("R6")
    stage.do(i.FinishStep(step="R6"), p.DEV)
    return stage


def reversed_(*rows: Said, question: str = "") -> i.ReportChanges:
    """What somebody says of migrations on the way back."""
    return i.ReportChanges(part=Part.REVERSED, rows=rows, question=question)


def restored(*rows: Said, question: str = "") -> i.ReportChanges:
    """The same of the configuration, from the form or a button."""
    return i.ReportChanges(part=Part.RESTORED, rows=rows, question=question)


def stage_for(intent: type[i.Intent], state: Lifecycle) -> Stage | None:
    """A deployment in this state, ready to be reported on where it can be; `None` for other intents."""
    if intent is i.EndWayBack and state is Lifecycle.ROLLING_BACK:
        return walked_back()
    if intent is not i.ReportChanges:
        return None
    stage = at_state(state, changing())
    if state is Lifecycle.DEPLOYING:
        stage.do(i.FinishStep(step="5"), p.DBA)
    return stage


def data(*rows: Said, question: str = "") -> i.ReportChanges:
    """What somebody says of the data; nothing at all is that the rest matches."""
    return i.ReportChanges(part=Part.DATA, rows=rows, question=question)


def configuration(*rows: Said, question: str = "") -> i.ReportChanges:
    """The same of the configuration."""
    return i.ReportChanges(part=Part.CONFIGURATION, rows=rows, question=question)


def ok(number: int, result: str = "") -> Said:
    """A row that is as it should be."""
    return Said(number=number, holds=True, result=result)


def failed(number: int, result: str = "0") -> Said:
    """A row that is not."""
    return Said(number=number, holds=False, result=result)


def all_said(stage: Stage, by: Person = p.ANA) -> Stage:
    """Whatever is asked about is as it should be."""
    for part in (Part.DATA, Part.CONFIGURATION):
        decision = stage.ask(i.ReportChanges(part=part), by)
        assert decision, "events, or that nothing is asked"
    return stage
