"""What machines say in the tests of the domain, and a deployment that hears it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.evidence import Evidence
from bot.domain.people import Person
from bot.domain.plan import Band, Command, Metric, Plan, RollbackTrigger, SmokeTest
from bot.domain.state import Lifecycle
from bot.domain.watch import Drawn, Level, MetricRead, Reading, Sample, SmokeOutcome, SmokeResult
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

ERRORS, ORDERS = "Error Rate", "Orders per minute"
PASSED = SmokeResult(outcome=SmokeOutcome.PASSED, status=200, milliseconds=140)
FAILED = SmokeResult(outcome=SmokeOutcome.FAILED, why="500 Internal Server Error", status=500)
MASKED = SmokeResult(outcome=SmokeOutcome.MAINTENANCE, status=503)
LEFT = SmokeResult(outcome=SmokeOutcome.NOT_RUN, why="allow shop.example.com")


def band(operator: str, value: float, unit: str = "%", *, minutes: int | None = None) -> Band:
    """A limit."""
    text = f"{operator} {value:g}{unit}"
    return Band(operator=operator, value=value, unit=unit, text=text, minutes=minutes)


def metric(name: str = ERRORS, query: str = "errors", *, minutes: int | None = None) -> Metric:
    """A row of 8.1 whose critical band is above 5 %."""
    return Metric(
        name=name,
        normal=band("<", 1),
        warning=band(">", 1),
        critical=band(">", 5, minutes=minutes),
        query=query,
        line=0,
    )


def orders() -> Metric:
    """A row whose critical band is below 5."""
    return Metric(
        name=ORDERS,
        normal=band(">", 20, ""),
        warning=band("<", 20, ""),
        critical=band("<", 5, ""),
        query="orders",
        line=0,
    )


def by_hand(name: str = "Disk Space") -> Metric:
    """A row that nobody can ask a machine about."""
    return replace(metric(name), query="")


def smoke_test(number: int, name: str, action: str = "GET /", expected: str = "200 OK, < 2s") -> SmokeTest:
    """A row of 7.1."""
    return SmokeTest(number=number, name=name, action=action, expected=expected, request="", line=0)


def trigger(text: str, minutes: int | None = None) -> RollbackTrigger:
    """An item of 6.1."""
    return RollbackTrigger(text=text, line=0, minutes=minutes)


def watching(*metrics: Metric, triggers: tuple[RollbackTrigger, ...] = ()) -> Plan:
    """The web shop with metrics and two smoke tests."""
    tests = (smoke_test(1, "Homepage loads"), smoke_test(2, "Checkout"))
    return replace(
        p.web_shop(), metrics=metrics or (metric(), orders()), smoke_tests=tests, triggers=triggers
    )


def testing() -> Plan:
    """The web shop with a smoke test of each kind: two that read about one that writes, and one by hand."""
    tests = (
        smoke_test(1, "Homepage loads"),
        smoke_test(2, "Login works", "POST /auth/login", "200 OK, token"),
        smoke_test(3, "Product listing", "GET /api/products", "200 OK"),
        smoke_test(4, "Invoice looks right", "Open the last invoice", "The total is right"),
    )
    return with_tests(*tests)


def with_tests(*tests: SmokeTest) -> Plan:
    """The web shop with these smoke tests."""
    return replace(watching(), smoke_tests=tests)


def with_suite() -> Plan:
    """The web shop whose 7.2 has a command."""
    return replace(watching(), smoke_commands=(Command(comment="", text="./smoke.sh", line=0),))


def begun(plan: Plan | None = None) -> Stage:
    """Step 5, the first of 3.2, runs since T-0."""
    stage = Stage(plan or watching()).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    return stage


def passes(stage: Stage, minutes: float = 1) -> Stage:
    """So much later."""
    stage.at += timedelta(minutes=minutes)
    return stage


def reads(stage: Stage, *values: float, name: str = ERRORS) -> Stage:
    """A metric is read: these values, a minute apart, the last of them now."""
    ago = [stage.at - timedelta(minutes=back) for back in range(len(values) - 1, -1, -1)]
    samples = tuple(Sample(at=at, value=value) for at, value in zip(ago, values, strict=True))
    return answered(stage, MetricRead(metric=name, samples=samples))


def answered(stage: Stage, *answers: MetricRead) -> Stage:
    """The deployment hears these."""
    stage.do(i.ReportMetrics(reads=answers), None)
    return stage


def tested(stage: Stage, *results: SmokeResult) -> Stage:
    """Somebody has the smoke tests run anew, and this comes of them, in their order."""
    stage.do(i.RunTests(), p.QUINN)
    return reported(stage, *results)


def reported(stage: Stage, *results: SmokeResult, first: int = 1, asked: int = 0) -> Stage:
    """What came of the smoke tests from the first on, of those that were asked for last or that time."""
    said = dict(enumerate(results, start=first))
    stage.do(i.ReportSmokeTests(results=said, asked=asked or stage.state.watch.asked), None)
    return stage


def evidence(stage: Stage) -> list[Evidence]:
    """What speaks for the open question."""
    return list(stage.state.question.evidence) if stage.state.question else []


def names(stage: Stage) -> list[str]:
    """The events of the last decision."""
    return [type(event).__name__ for event in stage.last]


def level(stage: Stage, name: str = ERRORS) -> Level:
    """How a metric stands."""
    return reading(stage, name).level


def reading(stage: Stage, name: str = ERRORS) -> Reading:
    """How a metric stands since when."""
    return stage.state.watch.readings[name]


ANSWER = MetricRead(metric=ERRORS, samples=(Sample(at=p.T0, value=0.4),))
ASKED = (
    *(Lifecycle.DEPLOYING, Lifecycle.VERIFYING, Lifecycle.COMPLETED),
    *(Lifecycle.ROLLING_BACK, Lifecycle.ROLLED_BACK),
)
"""Where smoke tests can be run."""
WATCHED = (Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING, Lifecycle.ROLLING_BACK)
ENDED = (Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK, Lifecycle.CANCELLED)
DRAWN = Drawn(about="", metrics=(ERRORS,), start=p.T0, end=p.END, words="Error Rate: 0.4%", picture="F1")
EVENTS: Mapping[str, str] = {
    **{f"ReportMetrics {state}": "MetricsRead" for state in WATCHED},
    **{f"ReportSmokeTests {state}": "SmokeTestsRun" for state in ASKED},
    **{f"SendTest {state}": "SmokeTestSent" for state in ASKED},
    **{f"RunTests {state}": "SmokeTestsAsked" for state in ASKED},
    **{f"RunWritingTests {state}": "SmokeTestsAsked" for state in ASKED},
    **{f"TickTest {state}": "SmokeTestsTicked" for state in ASKED},
    **{f"SayMetric {state}": "MetricSaid" for state in (Lifecycle.DEPLOYING, Lifecycle.VERIFYING)},
    **{f"NoteChart {state}": "ChartDrawn" for state in (*WATCHED, *ENDED)},
}
"""What comes of the intents about them, in each state that takes them."""
SIMPLE: Mapping[type[i.Intent], tuple[i.Intent, Person, Person]] = {
    i.ReportMetrics: (i.ReportMetrics(reads=(ANSWER,)), p.ANA, p.ANA),
    i.ReportSmokeTests: (i.ReportSmokeTests(results={1: PASSED, 3: PASSED}, asked=9), p.ANA, p.ANA),
    i.SendTest: (i.SendTest(number=2, asked=9), p.ANA, p.ANA),
    i.RunTests: (i.RunTests(), p.DBA, p.STRANGER),
    i.RunWritingTests: (i.RunWritingTests(), p.DBA, p.STRANGER),
    i.TickTest: (i.TickTest(wanted="4", has_passed=True), p.DBA, p.STRANGER),
    i.NoteChart: (i.NoteChart(drawn=DRAWN), p.ANA, p.ANA),
    i.SayMetric: (i.SayMetric(wanted="1", is_normal=True), p.OMAR, p.DBA),
}
"""Those intents, with who may and who may not."""


ABOUT_TESTS = frozenset({i.ReportSmokeTests, i.SendTest, i.RunTests, i.RunWritingTests, i.TickTest})


def ready(intent: type[i.Intent], stage: Stage) -> None:
    """A machine was asked for what the intent is about."""
    if intent not in ABOUT_TESTS or stage.state.state not in ASKED:
        return
    if stage.state.state is Lifecycle.DEPLOYING:
        stage.do(i.StartStep(step="5"), p.DBA)
    rows = {i.ReportSmokeTests: (1, 3), i.SendTest: (2,)}.get(intent, ())
    if intent is not i.RunTests:
        is_back = stage.state.rollback is not None
        stage.takes((e.SmokeTestsAsked(at=stage.at, by=None, asked=9, runs=9, rows=rows, is_back=is_back),))


def plan_for(intent: type[i.Intent]) -> Plan | None:
    """A plan that has what an intent is about, where the usual one has not."""
    if issubclass(intent, i.SendNotice | i.EditNotice):
        return p.announced(plan=p.web_shop())
    if intent in ABOUT_TESTS:
        return testing()
    if intent in SIMPLE:
        return watching()
    return p.notifying() if intent is i.TellAndFinish else None
