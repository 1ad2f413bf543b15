from dataclasses import replace

from bot.domain import intents as i
from bot.domain.state import Lifecycle
from commands.blocks.presence import asked, here, missing
from tests.bot.domain import plans as p
from tests.bot.domain.quiet import quiet_for
from tests.bot.domain.stories import Stage, at_state
from tests.commands.blocks.gallery_presence import PRESENCE, named


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


def test_who_is_stood_in_for_is_asked_no_more() -> None:
    """Once their deputy says so; what the deputy does not stand for is asked as before."""
    message = replace(PRESENCE["reminder/on-asked"](), subject=f"0:{p.DBA.id}", to=p.DBA.id)
    stood_in = replace(message, state=replace(message.state, on={p.NED.id: p.T0}))
    assert "will you be there" in asked(message).text
    assert "<@U14> acts for you" in asked(stood_in).text
    assert ["section"] == [block["type"] for block in asked(stood_in).json]
    assert "will you be there" in asked(replace(stood_in, subject=f"0:{p.DEV.id}", to=p.DEV.id)).text
