"""Plans with people in them, as a document names them: what the tests of roles and binding read."""

from dataclasses import replace

from bot.domain.plan import Checkpoint, EscalationContact, Phase, Plan, SignOffRow, TeamMember
from tests.bot.domain.plans import phase_of, web_shop


def plan(
    *,
    author: str = "",
    team: tuple[TeamMember, ...] = (),
    signoffs: tuple[SignOffRow, ...] = (),
    owners: tuple[str, ...] = (),
    contacts: tuple[EscalationContact, ...] = (),
    checkpoints: tuple[Checkpoint, ...] = (),
) -> Plan:
    """A plan that names nobody but in the parts given; each owner has a step of 3.2."""
    rows = [(str(number), "Do it", owner, 5) for number, owner in enumerate(owners, start=1)]
    return replace(
        web_shop(),
        author=author,
        team=team,
        signoffs=signoffs,
        phases=(phase_of(Phase.DEPLOYMENT, rows),),
        rollback=None,
        contacts=contacts,
        checkpoints=checkpoints,
    )


def member(role: str, name: str, *, contact: str = "", deputy: str = "") -> TeamMember:
    """A row of 1.2."""
    return TeamMember(role=role, name=name, contact=contact, responsibility="", deputy=deputy, line=1)


def signer(role: str, name: str = "", *, deputy: str = "") -> SignOffRow:
    """A row of 10's first table."""
    return SignOffRow(number=1, label=role, role=role, name=name, deputy=deputy, covers=(), line=1)


def contact(text: str, phone: str = "") -> EscalationContact:
    """A row of 9.2."""
    return EscalationContact(level="L1", contact=text, phone=phone, when="", pagerduty="", line=1)
