"""What people said came of sections 4 and 5: of each check of 4.3, of each variable and flag of 5.

On the way back: of each migration of 4.1 that is reversed, of each variable and flag that gets its old value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Person


class Part(StrEnum):
    """What is asked about as one: the checks of 4.3, or the variables and flags of 5.

    On the way back it is the migrations of 4.1 that are reversed, and what of 5 is restored.
    """

    DATA = "data"
    CONFIGURATION = "config"
    REVERSED = "reversed"
    RESTORED = "restored"

    @property
    def is_back(self) -> bool:
        """Whether it is asked about on the way back."""
        return self in {Part.REVERSED, Part.RESTORED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one row. `holds`: the data is as expected, the change was made, or it is back.

    `result` is what was seen, or why it was not changed; "" where nothing was said. `step` is the step
    after which it was asked; `for_whom` is the owner for whom somebody else said it, "" for themselves.
    """

    holds: bool
    result: str
    by: Person | None
    at: datetime
    step: str
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The last answer to each row: `validations` by the row's number in 4.3, from 1; `variables` and
    `flags` by their names (`change_rows.named_apart`).

    `reversed` (by the row's number in 4.1), `variables_back` and `flags_back` are those of the way back.
    """

    validations: Mapping[int, Answer] = field(default_factory=dict)
    variables: Mapping[str, Answer] = field(default_factory=dict)
    flags: Mapping[str, Answer] = field(default_factory=dict)
    reversed: Mapping[int, Answer] = field(default_factory=dict)
    variables_back: Mapping[str, Answer] = field(default_factory=dict)
    flags_back: Mapping[str, Answer] = field(default_factory=dict)
