from dataclasses import replace

import pytest

from bot.document.record.standing_in import confirmed_for, signed_for
from bot.domain import events as e
from bot.domain.people import Holders, Person
from tests.bot.document.record.nights import amid
from tests.bot.domain import plans as p

QA = "qa lead"
HOLDERS = Holders(people=(p.QUINN,), deputies=(p.LEE,))


def of(by: Person | None, holders: Holders = HOLDERS, row: int = 6) -> str:
    """What is said of who signs the row of the QA Lead."""
    told = amid()
    state = replace(told.state, roles={**told.state.roles, QA: holders})
    return signed_for(
        e.SignedOff(at=p.T0, by=by, row=row, role="QA Lead", comment=""), replace(told, state=state)
    )


@pytest.mark.parametrize(
    ("by", "expected"),
    [(p.QUINN, ""), (p.LEE, ", deputy of Quinn Adler"), (p.NED, ""), (None, "")],
)
def test_a_deputy_signs_for_whoever_has_the_role(by: Person | None, expected: str) -> None:
    """Who holds it themselves, and who only once did, stands for nobody."""
    assert expected == of(by)


def test_a_deputy_of_nobody_is_one() -> None:
    """Where nobody else has the role; of a row that the plan does not have nothing is known."""
    assert ", deputy" == of(p.LEE, replace(HOLDERS, people=()))
    assert "" == of(p.LEE, row=99)


@pytest.mark.parametrize(
    ("checkpoint", "by", "for_whom", "expected"),
    [
        (1, p.SAM, "", ", deputy of Ana Ruiz"),
        (1, p.ANA, "", ""),
        (2, p.ANA, "Quinn *Adler*", ", for Quinn \\*Adler\\*"),
        (99, p.SAM, "", ""),
    ],
)
def test_a_confirmation_likewise(checkpoint: int, by: Person, for_whom: str, expected: str) -> None:
    """The lead may give another's, past what speaks against it."""
    event = e.Confirmed(at=p.T0, by=by, checkpoint=checkpoint, name="x", for_whom=for_whom)
    assert expected == confirmed_for(event, amid())
