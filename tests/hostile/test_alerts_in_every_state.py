"""Every payload that monitors send, in every state of a deployment: whole, twice, out of order, with holes.

The way from the bytes to what the deployment decides, without a house around it. Whose signature is wrong is
turned away before any of it (`test_webhooks`), whatever state there is.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from bot.domain import events as e, intents as i
from bot.domain.alerts import Alert, AlertStatus, Matched
from bot.domain.refusals import Refusal
from bot.domain.state import Lifecycle
from bot.ports import Report
from integrations.grafana.webhook import reports as from_grafana
from integrations.pagerduty.webhook import reports as from_pagerduty
from tests.bot.domain.monitors import WHY
from tests.bot.domain.stories import Stage, at_state
from tests.hostile.mutations import Gone, mutations
from tests.integrations.payloads import ROOM, body, payload

READ: Mapping[str, Callable[[bytes], Sequence[Report]]] = {
    "grafana": from_grafana,
    "pagerduty": from_pagerduty,
}
PAYLOADS = sorted(
    f"{room}/{path.stem}"
    for room in READ
    for path in (ROOM / room / "data").glob("*.json")
    if not path.stem.startswith("signature")
)
STORIES = {
    "PagerDuty": [
        f"pagerduty/incident_{name}" for name in ("triggered", "acknowledged", "escalated", "resolved")
    ],
    "Grafana": ["grafana/webhook_firing", "grafana/webhook_resolved"],
    "Alertmanager": [f"grafana/alertmanager_0.25_{name}_captured" for name in ("firing", "resolved")],
}
AT_ONCE = 40
"""Alerts that are heard together: fewer than a deployment remembers."""
ASKS = {Lifecycle.VERIFYING, Lifecycle.COMPLETED}
"""Where 3.2 has changed something, and nobody rolls back yet."""
each_state = pytest.mark.parametrize("state", Lifecycle)


def alerts_of(where: str, sent: bytes) -> list[Alert]:
    """What a body reports of alerts, by the readers of where it came."""
    return [report.alert for report in READ[where.partition("/")[0]](sent) if report.alert]


def hear(stage: Stage, alerts: Iterable[Alert], *, is_new: bool = True) -> list[str]:
    """The deployment hears of them, which fire since now or did long ago; the events."""
    told = [replace(alert, fired_at=stage.at) if is_new else alert for alert in alerts]
    matched = tuple(Matched(alert=alert, why=WHY) for alert in told)
    answer = stage.ask(i.ReportAlerts(alerts=matched), None)
    return [] if isinstance(answer, Refusal) else [type(event).__name__ for event in stage.last]


def questions(stage: Stage) -> int:
    """How often it was asked whether to roll back."""
    return sum(isinstance(event, e.RollbackAsked) for event in stage.events)


def how_it_stands(stage: Stage) -> dict[str, AlertStatus]:
    """Each alert that the deployment knows."""
    return {key: each.status for key, each in stage.state.alerts.known.items()}


@each_state
def test_what_is_heard_twice_is_heard_once(state: Lifecycle) -> None:
    """Also where no table knew it: the state stays, and nothing is asked or noted a second time."""
    for where in PAYLOADS:
        stage = at_state(state)
        before = questions(stage)
        hear(stage, alerts_of(where, body(where)))
        known = how_it_stands(stage)
        assert [] == hear(stage, alerts_of(where, body(where))), where
        assert (state, known) == (stage.state.state, how_it_stands(stage)), where
        assert questions(stage) - before <= 1, where


@each_state
@pytest.mark.parametrize("told", STORIES.values(), ids=STORIES)
def test_in_any_order_it_ends_alike(state: Lifecycle, told: Sequence[str]) -> None:
    """Each told twice; what an end goes before asks nothing, and nothing asks twice."""
    reports = [alerts_of(where, body(where)) for where in told]
    ends = []
    for order in permutations(reports):
        stage = at_state(state)
        before = questions(stage)
        for each in (*order, *order):
            hear(stage, each)
        # Grafana's group has two alerts, of which one ends.
        is_over_first = order[0] == reports[-1] and len(order[0]) == len(reports[0])
        assert questions(stage) - before <= (0 if is_over_first else 1)
        ends.append(how_it_stands(stage))
    assert [ends[0]] * len(ends) == ends


@each_state
def test_what_fired_long_ago_asks_nobody(state: Lifecycle) -> None:
    """Before anything was done, by when it fired, whenever it is heard."""
    stage = at_state(state)
    before = questions(stage)
    for where in PAYLOADS:
        hear(stage, alerts_of(where, body(where)), is_new=False)
    assert before == questions(stage)


@pytest.fixture(scope="module")
def with_holes() -> Sequence[Alert]:
    """The alerts of every payload in which one place is left out or null, each under a key of its own."""
    found = (
        alert
        for where in PAYLOADS
        for _, instead, changed in mutations(payload(where))
        if instead in (None, Gone.GONE)
        for alert in alerts_of(where, json.dumps(changed).encode())
    )
    return [replace(alert, key=f"{number}") for number, alert in enumerate(found)]


@each_state
def test_what_has_holes_is_heard_all_the_same(state: Lifecycle, with_holes: Sequence[Alert]) -> None:
    """Whatever is left out or null, if it is an alert still: once, and it asks once."""
    assert len(with_holes) > 10 * AT_ONCE
    for first in range(0, len(with_holes), AT_ONCE):
        alerts, stage = with_holes[first : first + AT_ONCE], at_state(state)
        before = questions(stage)
        hear(stage, alerts)
        assert [] == hear(stage, alerts)
        assert questions(stage) - before <= 1


@pytest.mark.parametrize("where", PAYLOADS)
def test_what_is_cut_off_is_no_alert(where: str) -> None:
    """Wherever it ends, there is nothing that a deployment could hear."""
    sent = body(where)
    for end in range(0, len(sent), 97):
        assert [] == alerts_of(where, sent[:end])


@each_state
@pytest.mark.parametrize("told", STORIES.values(), ids=STORIES)
def test_what_fires_asks_where_there_is_something_to_roll_back(state: Lifecycle, told: Sequence[str]) -> None:
    """Once, however often it is told."""
    stage = at_state(state)
    for _ in range(3):
        hear(stage, alerts_of(told[0], body(told[0])))
    assert (1 if state in ASKS else 0) == questions(stage)
