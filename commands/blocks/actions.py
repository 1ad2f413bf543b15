"""Slack's ids for what can be pressed and filled in, spelled only here, and what a button carries."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import quote, unquote

SEPARATOR = "|"
NUL = "%00"
"""What no button of ours carries and PostgreSQL keeps in no text, as `quote` spells it."""
SAME = "@"
"""Stands for the deployment's ID where a question ends with it: a menu entry holds 150 characters only."""


LATER_BY = 10
"""Minutes by which a button puts something off; others are typed."""


class ActionId(StrEnum):
    """What was pressed; each asks for one thing. `MENU` is the overflow menu, whose entries are actions."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PROPOSE = "propose"
    AMEND = "amend"
    RESCHEDULE = "reschedule"
    EXTEND = "extend"
    CARRY_ON = "carry-on"
    TICK = "tick"
    ON = "on"
    BEGIN = "begin"
    GO = "go"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    STEP_START = "step_start"
    STEP_DONE = "step_done"
    STEP_TELL = "step_tell"
    STEP_FAILED = "step_failed"
    STEP_SKIP = "step_skip"
    STEP_RETRY = "step_retry"
    STEP_REOPEN = "step_reopen"
    STEP_LATER = "step_later"
    SNOOZE = "snooze"
    STOP = "stop"
    RECORD = "record"
    RESTORE = "restore"
    NOTE = "note"
    NOTE_VALUE = "note_value"
    ROWS_HOLD = "rows_hold"
    NOTE_ROWS = "note_rows"
    END_BACK = "end_back"
    RESEND = "resend"
    ROLLBACK = "rollback"
    VOTE_ROLLBACK = "vote_rollback"
    VOTE_CONTINUE = "vote_continue"
    GO_ON = "go_on"
    SEVERITY = "severity"
    WAY_BACK = "way_back"
    CONFIRM = "confirm"
    OVERRIDE = "override"
    METRIC_NORMAL = "metric_normal"
    METRIC_ODD = "metric_odd"
    METRICS_NORMAL = "metrics_normal"
    ACKNOWLEDGE = "acknowledge"
    NOT_ME = "not_me"
    STAND_DOWN = "stand_down"
    RUN_TESTS = "run_tests"
    RUN_WRITING_TESTS = "run_writing_tests"
    TESTS_PASSED = "tests_passed"
    TICK_TEST = "tick_test"
    UNLOCK = "unlock"
    ATTACH = "attach"
    HAND = "hand"
    ADD_STEP = "add_step"
    OPEN_PLAN = "open_plan"
    HAND_RECORD = "hand_record"
    MORE = "more"
    MENU = "menu"


class CallbackId(StrEnum):
    """The modals."""

    START = "start"
    REASON = "reason"
    PLAN = "plan"
    AMEND = "amend"
    HAND = "hand"
    ADD_STEP = "add_step"
    MORE = "more"
    WAY_BACK = "way_back"


class InputId(StrEnum):
    """The inputs of modals: the id of the block and of the element in it alike."""

    PLAN = "plan"
    FILE = "file"
    VERSION = "version"
    DATE = "date"
    TIME = "time"
    PEOPLE = "people"
    REASON = "reason"
    SEVERITY = "severity"
    OUTCOME = "outcome"
    ROW = "row"
    ROLE = "role"
    PERSON = "person"
    AFTER = "after"
    ACTION = "action"
    MINUTES = "minutes"


def people_block(index: int) -> str:
    """The block that asks for the people of the modal's first, second, … unfilled role (from 0)."""
    return f"{InputId.PEOPLE}-{index}"


VALUE_BLOCK = "value-"


def value_block(name: str) -> str:
    """The block, and the element in it, that asks what a placeholder of the plan stands for."""
    return f"{VALUE_BLOCK}{name}"


OUTCOME_BLOCK = "outcome-"


def outcome_block(mark: str) -> str:
    """The block, and the choice in it, that asks how a row of 4.3 or 5 is."""
    return f"{OUTCOME_BLOCK}{mark}"


def value_names(on: "ButtonValue") -> tuple[str, ...]:
    """The placeholders, or the rows of 4.3 or 5, that a button asks for."""
    return tuple(on.subject.split(NAMES_JOINED))


NAMES_JOINED = ","
"""Between the placeholders or rows that a button asks for; no name has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonValue:
    """What a button carries: its deployment, the question it answers, and the step, checkpoint or item.

    `question` is "" where none is asked (a tick); `subject` is a step's number, a checkpoint's or an item's.
    """

    deployment: str
    question: str = ""
    subject: str = ""

    def spell(self) -> str:
        """The value as Slack keeps it: 2,000 characters for a button, 150 for a menu entry."""
        question = self.question
        if self.deployment and question.endswith(f":{self.deployment}"):
            question = quote(question.removesuffix(self.deployment), safe=":") + SAME
        else:
            question = quote(question, safe=":")
        return SEPARATOR.join((quote(self.deployment, safe=""), question, quote(self.subject, safe="")))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value of a button. Errors: `ValueError` for what no button of ours carries."""
        parts = text.split(SEPARATOR)
        if len(parts) != 3 or not parts[0]:  # noqa: PLR2004 - the three parts that `spell` joins
            raise ValueError(f"no button carries {text[:100]!r}")
        deployment, subject = unquote(parts[0]), unquote(parts[2])
        question = unquote(parts[1].removesuffix(SAME))
        if parts[1].endswith(SAME):
            question += deployment
        value = cls(deployment=deployment, question=question, subject=subject)
        if value.spell() != text or NUL in text:
            raise ValueError(f"no button carries {text[:100]!r}")
        return value


def spell_entry(action: ActionId, value: ButtonValue) -> str:
    """The value of a menu's entry, which says itself what it does."""
    return f"{action}{SEPARATOR}{value.spell()}"


def parse_entry(text: str) -> tuple[ActionId, ButtonValue]:
    """What a menu's entry does, and to what. Errors: `ValueError`."""
    action, _, value = text.partition(SEPARATOR)
    return ActionId(action), ButtonValue.parse(value)
