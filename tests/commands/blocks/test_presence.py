from bot.domain import intents as i
from bot.domain.state import Lifecycle
from commands.blocks.presence import here, missing
from tests.bot.domain import plans as p
from tests.bot.domain.quiet import quiet_for
from tests.bot.domain.stories import Stage, at_state
from tests.commands.blocks.gallery_presence import named


def test_who_is_missed_is_named_in_time() -> None:
    """From two hours before on, until they are heard of."""
    stage = at_state(Lifecycle.APPROVED)
    assert "" == missing(stage.state, stage.plan)
    stage = named(p.DEV, p.PAUL, p.QUINN, p.OMAR, p.ANA, p.PIA)
    assert "🔴 *Not confirmed: <@U04>*" == missing(stage.state, stage.plan)
    stage.do(i.SayOn(), p.DBA)
    assert "" == missing(stage.state, stage.plan)


def test_go_says_who_is_here() -> None:
    """Those who were heard of, and those who were not; nothing where nobody was asked."""
    stage = named(p.DEV, p.PAUL, p.QUINN)
    assert "Here: DevOps, PM, QA; 🔴 DBA, Ops, Product Owner unconfirmed" == here(stage.state, stage.plan)
    stage.do(i.NoteDnd(asked=(p.DEV.id,), quiet=quiet_for(p.DEV)), None)
    assert here(stage.state, stage.plan).endswith(
        " unconfirmed; 🔕 *Slack will not ring for <@U03> at 22:15*"
    )
    late = Stage()
    late.at = p.T0
    late.to_approved()
    assert "" == here(late.state, late.plan)
