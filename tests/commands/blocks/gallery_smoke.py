"""The table of a run of smoke tests, from its beginning to what people say of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.effects import MessageKind
from bot.domain.people import Holders
from bot.domain.plan import Plan
from bot.domain.questions import smoke_question
from bot.domain.smoke_rows import LOST_AFTER
from bot.domain.watch import SmokeOutcome, SmokeResult
from bot.ports import Message
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

SLOW = SmokeResult(
    outcome=SmokeOutcome.FAILED, why="the answer holds no *products*", status=200, milliseconds=2310
)
TURNED_AWAY = SmokeResult(outcome=SmokeOutcome.FAILED, why="401 Unauthorized", status=401)


def plan() -> Plan:
    """The web shop with a row of each kind, and a suite."""
    rows = (
        m.smoke_test(1, "Homepage loads"),
        m.smoke_test(2, "Login works", "POST /auth/login", "200 OK, token"),
        m.smoke_test(3, "Product listing", "GET /api/products", "200 OK, products"),
        m.smoke_test(4, "Add to cart", "POST /api/cart", "201 Created"),
        m.smoke_test(5, "Express checkout", "POST /api/orders", "201 Created"),
        m.smoke_test(6, "Invoice looks right", "Open the `last` invoice", "The total is right"),
    )
    return replace(s.web_shop(), smoke_tests=rows)


def table(stage: Stage, runs: int = 0) -> Message:
    """The table of a run, the newest unless another is meant."""
    return s.message(stage, MessageKind.TESTS, smoke_question(runs or stage.state.watch.runs))


def started() -> Stage:
    """Step 10 runs, and a machine is at the rows that read."""
    stage = Stage(plan()).to_verifying()
    stage.at += timedelta(minutes=1)
    stage.do(i.StartStep(step="10"), p.QUINN)
    return stage


def read(*results: SmokeResult) -> Stage:
    """What only reads was run."""
    stage = started()
    said = dict(zip((1, 3), results, strict=True))
    stage.do(i.ReportSmokeTests(results=said, asked=1), None)
    return stage


def silent() -> Stage:
    """Nothing is heard of one of the rows that read, for three minutes."""
    stage = started()
    stage.do(i.ReportSmokeTests(results={1: m.PASSED}, asked=1), None)
    stage.at += LOST_AFTER
    stage.wake(AGENDA_TIMER)
    return stage


def pressed() -> Stage:
    """A press runs what writes, and the first row of it is sent."""
    stage = read(m.PASSED, m.PASSED)
    stage.at += timedelta(minutes=1)
    stage.do(i.RunWritingTests(), p.QUINN)
    stage.do(i.SendTest(number=2, asked=2), None)
    return stage


def broken_off() -> Stage:
    """Whoever ran them died at the fourth row."""
    stage = pressed()
    stage.do(i.ReportSmokeTests(results={2: m.PASSED, 3: m.PASSED}, asked=2), None)
    stage.do(i.SendTest(number=4, asked=2), None)
    lost = SmokeResult(outcome=SmokeOutcome.LOCKED, why="not sent: the run was broken off")
    unanswered = SmokeResult(outcome=SmokeOutcome.UNANSWERED)
    stage.do(i.ReportSmokeTests(results={4: unanswered, 5: lost}, asked=2), None)
    return stage


def said() -> Stage:
    """People say how some went, otherwise than a machine, too."""
    stage = read(SLOW, m.MASKED)
    stage.do(i.TickTest(wanted="1", has_passed=True, note="the cache was cold"), p.QUINN)
    stage.do(i.TickTest(wanted="2", has_passed=False, note="nobody gets in"), p.DBA)
    stage.do(i.TickTest(wanted="6", has_passed=True), p.QUINN)
    stage.do(i.TickTest(wanted="suite", has_passed=False, note="3 of 118 failed"), p.QUINN)
    return stage


def all_passed() -> Stage:
    """Nothing is left."""
    stage = started()
    stage.tests_pass()
    return stage


def run_anew() -> Message:
    """The table of the run before."""
    stage = read(m.FAILED, m.PASSED)
    stage.at += timedelta(minutes=2)
    stage.do(i.RunTests(), p.QUINN)
    return table(stage, 1)


def by_people() -> Stage:
    """Where nobody runs them."""
    stage = read(SmokeResult(outcome=SmokeOutcome.NOT_RUN), m.LEFT)
    left = dict.fromkeys((2, 4, 5), SmokeResult(outcome=SmokeOutcome.NOT_RUN))
    stage.do(i.RunWritingTests(), p.QUINN)
    stage.do(i.ReportSmokeTests(results=left, asked=2), None)
    stage.do(i.ReportSmokeTests(results={3: m.LEFT}, asked=2), None)
    return stage


def held() -> Stage:
    """On hold nothing is run."""
    stage = read(m.PASSED, TURNED_AWAY)
    stage.do(i.Hold(reason="looking at it"), p.ANA)
    return stage


def rolled_back() -> Stage:
    """What is rolled back to is tested."""
    stage = Stage(plan()).to_rolling_back()
    while "R5" not in stage.state.steps:
        stage.do(i.FinishStep(step=list(stage.state.steps)[-1]), p.ANA)
    stage.do(i.StartStep(step="R5"), p.ANA)
    return stage


def _left_alone() -> Message:
    """The step's owner has no Slack, and the lead has left it."""
    shown = table(by_people())
    return replace(shown, state=replace(shown.state, roles=dict.fromkeys(shown.state.roles, Holders())))


def _done_with_some_left() -> Message:
    stage = read(m.PASSED, m.FAILED)
    stage.do(i.FinishStep(step="10"), p.QUINN)
    return s.told(stage)


def _confirm() -> Message:
    stage = Stage(plan()).to_confirming()
    stage.do(i.RunTests(), p.QUINN)
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.PASSED}, asked=2), None)
    return s.confirm(stage, 2)


SMOKE: Mapping[str, Callable[[], Message]] = {
    "tests/started": lambda: table(started()),
    "tests/read": lambda: table(read(m.PASSED, SLOW)),
    "tests/not-heard-of": lambda: table(silent()),
    "tests/turned-away-on-hold": lambda: table(held()),
    "tests/pressed": lambda: table(pressed()),
    "tests/broken-off": lambda: table(broken_off()),
    "tests/said-by-people": lambda: table(said()),
    "tests/all-passed": lambda: table(all_passed()),
    "tests/run-anew": run_anew,
    "tests/by-people": lambda: table(by_people()),
    "tests/nobody-in-slack": _left_alone,
    "tests/of-the-way-back": lambda: table(rolled_back()),
    "step/running-smoke-tests": lambda: s.step(read(m.PASSED, SLOW), "10"),
    "status/smoke-tests": lambda: s.status(read(m.PASSED, m.PASSED)),
    "log/smoke-tests-left": _done_with_some_left,
    "log/smoke-tests-said": lambda: s.told(said()),
    "confirm/smoke-tests-left": _confirm,
}
