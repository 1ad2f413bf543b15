from dataclasses import replace

from bot.domain import intents as i
from bot.domain.effects import Effect, LookUpFiring, MessageKind, PostMessage, RewriteMessages
from bot.domain.monitors import Monitor
from bot.domain.plan import Dashboard, Plan
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

CLOSED = RewriteMessages(kind=MessageKind.ANNOTATION)


def watched(plan: Plan | None = None) -> Stage:
    """A stage that both monitors hear of."""
    stage = Stage(plan or p.web_shop())
    stage.ways = frozenset(Monitor)
    return stage


def heard(stage: Stage) -> list[Effect]:
    """What monitors were told so far."""
    kinds = {MessageKind.CHANGE, MessageKind.ANNOTATION}
    return [
        each
        for each in stage.history
        if isinstance(each, PostMessage | RewriteMessages) and each.kind in kinds
    ]


def change(stage: Stage, name: str) -> PostMessage:
    """The change of the last event of this name."""
    number = max(n for n, event in enumerate(stage.events, 1) if type(event).__name__ == name)
    return PostMessage(kind=MessageKind.CHANGE, subject=str(number), to="PagerDuty")


def span(subject: str) -> PostMessage:
    """A span to be shown."""
    return PostMessage(kind=MessageKind.ANNOTATION, subject=subject, to="Grafana")


def test_start_and_end_are_told() -> None:
    """Nothing before Go takes effect, nothing in between."""
    assert [] == heard(watched().to_go())
    stage = watched().to_deploying()
    began = [change(stage, "DeployingBegan"), span("deployment:")]
    assert began == heard(stage)
    assert began == heard(watched().to_confirming())
    stage = watched().to_completed()
    assert [*began, change(stage, "Completed"), CLOSED] == heard(stage)


def test_a_rollback_is_a_change_and_a_span_of_its_own() -> None:
    """It ends the deployment's, and has its own end."""
    stage = watched().to_rolled_back()
    decided = [change(stage, "RollbackDecided"), CLOSED, span("rollback:")]
    ended = [change(stage, "RolledBack"), CLOSED]
    assert [*decided, *ended] == heard(stage)[2:]


def test_each_dashboard_that_the_plan_names_shows_it() -> None:
    """Those of other services do not."""
    urls = (
        "https://grafana.example.com/d/shop",
        "https://logs.example.com",
        "https://grafana.example.com/d/pay",
    )
    dashboards = tuple(Dashboard(name=url, url=url, line=1) for url in urls)
    stage = watched(replace(p.web_shop(), dashboards=dashboards)).to_deploying()
    assert [span("deployment:shop"), span("deployment:pay")] == heard(stage)[1:]


def test_what_never_began_is_not_told() -> None:
    """Cancelled in pre-deployment, or missed: nothing was changed."""
    assert [] == heard(watched().to_cancelled())
    assert [] == heard(watched().to_missed())


def test_what_is_cancelled_after_go_is_over() -> None:
    """Nobody had begun with a step; it was said to begin, so it is said to end."""
    stage = watched().to_deploying()
    before = len(heard(stage))
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    stage.walk()
    assert [change(stage, "Cancelled"), CLOSED] == heard(stage)[before:]


def test_a_rollback_after_completion_is_told() -> None:
    """Within its 24 hours."""
    stage = watched().to_completed()
    before = len(heard(stage))
    stage.do(i.RequestRollback(reason="orders are lost"), p.ANA)
    assert [change(stage, "RollbackDecided"), CLOSED, span("rollback:")] == heard(stage)[before:]


def test_as_it_begins_monitors_are_asked_what_fires() -> None:
    """With the services of PagerDuty that 8.2 names; each time anew, once it begins."""
    alerts = Dashboard(name="Alerts", url="https://example.pagerduty.com/service-directory/PSHOP", line=1)
    stage = watched(replace(p.web_shop(), dashboards=(alerts,)))
    assert LookUpFiring(services=("PSHOP",)) not in stage.to_approved().history
    stage = watched(replace(p.web_shop(), dashboards=(alerts,))).to_deploying()
    assert 1 == stage.history.count(LookUpFiring(services=("PSHOP",)))
