"""What `alerts` lists."""

from bot.domain import intents as i
from bot.domain.alerts import Loose
from bot.domain.plan import Severity
from bot.domain.state import Lifecycle
from bot.queries import Known
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.alert_list import OFFERED, alert_list
from commands.blocks.kit import Content
from sandbox.blocks import check_message
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import RESOLVED, alert
from tests.bot.domain.stories import Stage, at_state
from tests.commands.blocks import gallery_alerts as g

DISK = Loose(number=7, alert=alert("Disk", severity=Severity.HIGH), why="no plan names it")


def known(stage: Stage) -> Known:
    """The deployment of a story."""
    return Known(state=stage.state, plan=stage.plan)


def text(content: Content) -> str:
    """What is read."""
    return "\n".join(block["text"]["text"] for block in content.json if block["type"] == "section")


def heads(content: Content) -> list[str]:
    """The lines that say what follows."""
    return [line.strip("*") for line in text(content).split("\n") if line.startswith("*")]


def test_all_of_a_deployment_are_listed() -> None:
    """Under what they are, with why they are of it, who tied them, and when they were over."""
    shown = alert_list(known(g.one_over()), ())
    assert ["Alerts of Web shop 4.12.0, production", "New", "Fired before", "Over"] == heads(shown)
    assert "of 1.1); over 23:17 CET" in text(shown)
    assert "(tied by hand, by Ana Ruiz)" in text(alert_list(known(g.attached()), ()))
    assert "Expected" in heads(alert_list(known(g.expected()), ()))
    assert text(alert_list(known(g.beyond()), ())).endswith("… and 129 more")


def test_where_none_came_in_that_is_said() -> None:
    """For a deployment, and for none."""
    assert text(alert_list(known(Stage().to_approved()), ())).endswith("No alert came in for it.")
    expected = "*Alerts*\nIn the last day no alert came in that concerns no deployment."
    assert expected == text(alert_list(None, ()))


def test_an_alert_of_nobody_has_its_number() -> None:
    """And says why none has it; without a deployment it is said how to tie it."""
    gone = Loose(number=12, alert=alert("Disk", status=RESOLVED))
    lines = text(alert_list(None, (DISK, gone))).split("\n")[2:]
    assert [
        "`7` *high* Disk, firing since Tue 1 Dec 22:00 UTC, Grafana: no plan names it",
        "`12` Disk, resolved, Grafana",
        "`/deploy attach ID NUMBER` ties one to a deployment",
    ] == lines


def test_an_alert_of_nobody_can_be_chosen() -> None:
    """To be tied to the deployment that was asked about, where that takes alerts."""
    stage = at_state(Lifecycle.DEPLOYING)
    many = tuple(Loose(number=n, alert=alert(f"{n}" * 90)) for n in range(1, OFFERED + 2))
    content = alert_list(known(stage), many)
    (element,) = content.json[-1]["elements"]
    values = [ButtonValue.parse(each["value"]).subject for each in element["options"]]
    assert (ActionId.ATTACH, OFFERED, "1") == (element["action_id"], len(values), values[0])
    assert [] == check_message(content.json)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="errors"), p.ANA)
    assert ActionId.ATTACH in str(alert_list(known(stage), (DISK,)).json)
    assert ActionId.ATTACH not in str(alert_list(known(at_state(Lifecycle.CANCELLED)), (DISK,)).json)


def test_a_long_list_stays_within_the_limits() -> None:
    """What Slack would not take is counted."""
    many = tuple(Loose(number=n, alert=alert("x" * 200), why="y" * 200) for n in range(50))
    content = alert_list(known(g.storm()), many)
    assert [] == check_message(content.json)
    assert " more" in text(content).split("\n")[-1]
