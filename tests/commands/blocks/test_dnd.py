from bot.domain import events as e, intents as i
from bot.domain.state import Lifecycle
from commands.blocks.dnd import dnd_named, dnd_read, unheard
from tests.bot.domain import plans as p
from tests.bot.domain.quiet import quiet_for
from tests.bot.domain.stories import at_state
from tests.commands.blocks.gallery_dnd import looked_up


def test_the_status_names_whom_slack_does_not_ring_for() -> None:
    """From when it is known, until they are called, it is off, or it is over."""
    stage = at_state(Lifecycle.APPROVED)
    assert "" == unheard(stage.state, stage.plan)
    stage = looked_up()
    assert "🔕 *Slack will not ring for <@U04> at 23:00*" == unheard(stage.state, stage.plan)
    stage.do(i.Cancel(reason="no"), p.ANA)
    assert "" == unheard(stage.state, stage.plan)


def test_the_record_says_what_was_known_and_who_was_told() -> None:
    """How many have quiet hours, and who was named, by names that notify nobody."""
    stage = looked_up()
    read = e.DndRead(at=p.T0, by=None, asked=("U03", "U04"), quiet=quiet_for(p.DBA))
    assert "Do Not Disturb, as Slack has it: 1 of 2 people have quiet hours" == dnd_read(
        read, stage.state, stage.plan
    )
    named = dnd_named(e.DndNamed(at=p.T0, by=None, people=(p.DBA, p.DEV)), stage.state, stage.plan)
    assert "Slack will not ring for Dora Nagy, Devi Rao when they are wanted: Do Not Disturb" == named
