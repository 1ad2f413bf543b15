from dataclasses import replace

import pytest

from bot.domain.plan import EscalationContact, Plan, SignOffRow, TeamMember
from bot.domain.telephones import telephone_of
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

NUMBER = "+49 170 1234567"


def member(name: str, contact: str) -> TeamMember:
    """A row of 1.2."""
    return TeamMember(role="DBA", name=name, contact=contact, responsibility="", deputy="", line=0)


def signer(name: str) -> SignOffRow:
    """A row of 10."""
    return replace(p.row(1, "DBA"), name=name)


def contact(who: str, phone: str) -> EscalationContact:
    """A row of 9.2."""
    return EscalationContact(level="L1", contact=who, phone=phone, when="", pagerduty="", line=0)


def plan(*rows: TeamMember | SignOffRow | EscalationContact) -> Plan:
    """A plan with these rows."""
    return replace(
        p.web_shop(),
        team=tuple(row for row in rows if isinstance(row, TeamMember)),
        signoffs=tuple(row for row in rows if isinstance(row, SignOffRow)),
        contacts=tuple(row for row in rows if isinstance(row, EscalationContact)),
    )


@pytest.mark.parametrize(
    "rows",
    [
        (member("@dba", NUMBER),),
        (member("Dora Nagy", f"@dba, {NUMBER}"),),
        (member("Dora Nagy", NUMBER),),
        (signer(f"@dba {NUMBER}"),),
        (contact("DBA on call (@dba)", NUMBER),),
        (member("@dba", "dba@example.com"), contact("@dba", NUMBER)),
        (member("@other", "+1 555 010 9999"), contact("@dba", NUMBER)),
    ],
)
def test_the_number_beside_a_name(rows: tuple[TeamMember | SignOffRow | EscalationContact, ...]) -> None:
    """In 1.2, 10 or 9.2, by handle, address or name."""
    state = replace(Stage().open().state, meant={"handle:dba": p.DBA.id, "handle:other": p.NED.id})
    assert NUMBER == telephone_of(state, plan(*rows), p.DBA)


@pytest.mark.parametrize("rows", [(), (member("@dba", "n/a"),), (member("@other", NUMBER),)])
def test_no_number(rows: tuple[TeamMember, ...]) -> None:
    """Where none stands beside them, somebody else's is not theirs."""
    state = replace(Stage().open().state, meant={"handle:dba": p.DBA.id, "handle:other": p.NED.id})
    assert "" == telephone_of(state, plan(*rows), p.DBA)
