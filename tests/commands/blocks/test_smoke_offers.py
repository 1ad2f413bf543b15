from bot.domain import intents as i
from commands.blocks import smoke_offers as o
from commands.blocks.actions import ActionId, ButtonValue
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import gallery_smoke as g


def test_every_button_names_what_it_is_about() -> None:
    """A run is another question once it was run; a tick belongs to its table."""
    stage = g.read(m.PASSED, m.PASSED)
    state, plan = stage.state, stage.plan
    buttons = [o.run_writing(state, plan), o.all_passed(state, plan), o.tick(state), o.run(state)]
    found = {str(each.action_id): ButtonValue.parse(str(each.value)).question for each in buttons if each}
    expected = {
        ActionId.RUN_WRITING_TESTS: "smoke-run:1",
        ActionId.TESTS_PASSED: "smoke:1",
        ActionId.TICK_TEST: "smoke:1",
        ActionId.RUN_TESTS: "smoke-run:1",
    }
    assert {str(action): question for action, question in expected.items()} == found


def test_nothing_is_offered_that_cannot_be() -> None:
    """Before any run, while a machine is at it, where no row writes, before it is begun."""
    fresh = Stage(g.plan()).to_verifying()
    assert (None, None) == (o.run(fresh.state), o.run_entry(fresh.state))
    started = g.started()
    assert (None, None) == (o.run(started.state), o.run_writing(started.state, started.plan))
    reading = m.tested(m.begun(), m.PASSED, m.PASSED)
    assert None is o.run_writing(reading.state, reading.plan)
    early = Stage(g.plan()).to_approved()
    assert (None, None) == (o.tick(early.state), o.all_passed(early.state, early.plan))


def test_several_that_are_left_to_people_are_ticked_at_once() -> None:
    """The label says how many."""
    stage = g.by_people()
    button = o.all_passed(stage.state, stage.plan)
    assert button
    assert "All 6 passed" == button.to_dict()["text"]["text"]
    assert 6 == len(ButtonValue.parse(str(button.value)).subject.split(o.ROWS_JOINED))
    stage.do(i.TickTest(wanted="all", has_passed=True), p.QUINN)
    assert None is o.all_passed(stage.state, stage.plan)
