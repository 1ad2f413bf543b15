from slack_sdk.models.blocks import ButtonElement

from bot.domain import intents as i
from commands.blocks.actions import ButtonValue
from commands.blocks.row_offers import say_row
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

NORMAL = i.SayMetric(wanted="disk", is_normal=True)


def confirming() -> Stage:
    """Two rows are to be said."""
    return Stage(m.watching(m.by_hand(), m.by_hand("Queue"))).to_confirming()


def offered(stage: Stage, checkpoint: int = 3) -> list[tuple[str, str, str]]:
    """The buttons, with their questions and rows."""
    buttons = say_row(stage.state, stage.plan, stage.plan.checkpoints[checkpoint - 1])
    return [_shown(each) for each in buttons]


def _shown(button: ButtonElement) -> tuple[str, str, str]:
    on = ButtonValue.parse(button.value or "")
    return button.text.text if button.text else "", on.question, on.subject


def test_one_row_after_the_other_is_asked_about() -> None:
    """Or all that are left at once, where there are several; then nothing."""
    stage = confirming()
    assert [
        ("Normal", "metric:1:", "1"),
        ("Not normal", "metric:1:", "1"),
        ("All 2 normal", "metric:1:", ""),
    ] == offered(stage)
    stage.do(NORMAL, p.OMAR)
    assert [("Normal", "metric:2:", "2"), ("Not normal", "metric:2:", "2")] == offered(stage)
    stage.do(i.SayMetric(is_normal=True), p.OMAR)
    assert [] == offered(stage)


def test_only_monitoring_normal_asks_and_nothing_does_while_a_rollback_is_asked_about() -> None:
    """What the answer would lead to waits."""
    stage = confirming()
    assert [[], []] == [offered(stage, checkpoint) for checkpoint in (1, 2)]
    stage.do(i.RequestRollback(reason="orders are lost"), p.DBA)
    assert [] == offered(stage)


def test_who_presses_late_hears_what_was_said() -> None:
    """Their button asks about what is known by now."""
    stage = confirming()
    stage.do(NORMAL, p.OMAR)
    pressed = i.SayMetric(question="metric:1:", wanted="1", is_normal=True)
    assert "It is said already, by Omar Haddad at 00:39 CET: normal." == stage.refused(pressed, p.ANA).text
    stage.do(i.SayMetric(wanted="1", is_normal=False, note="95 %"), p.OMAR)
    assert stage.refused(pressed, p.ANA).text.endswith("not normal.")
