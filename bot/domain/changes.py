"""What people said came of sections 4 and 5: of each check of 4.3, of each variable and flag of 5."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Person


class Part(StrEnum):
    """What is asked about as one: the checks of 4.3, or the variables and flags of 5."""

    DATA = "data"
    CONFIGURATION = "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one row. `holds`: the data is as expected, or the change was made.

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
    """

    validations: Mapping[int, Answer] = field(default_factory=dict)
    variables: Mapping[str, Answer] = field(default_factory=dict)
    flags: Mapping[str, Answer] = field(default_factory=dict)
