"""What came of sections 4 and 5, folded into the state once it is said."""

from bot.domain.changes import Answer, Changes
from bot.domain.changes_events import (
    AnswerGiven,
    Changed,
    Checked,
    ConfigurationConfirmed,
    ConfigurationRestored,
    DataValidated,
    MigrationsReversed,
)
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment
from bot.domain.step_events import RestoreDecided

Answers = dict[str, Answer]
"""What was said of rows, by their names."""


def with_validated(state: Deployment, event: DataValidated) -> Deployment:
    """What was seen stands, until somebody corrects it."""
    validations = {**state.changes.validations, **{row.number: _answer(row, event) for row in event.rows}}
    return replace(state, changes=replace(state.changes, validations=validations))


def with_confirmed(state: Deployment, event: ConfigurationConfirmed) -> Deployment:
    """The same of variables and flags."""
    variables, flags = _of_both(event)
    changes = replace(
        state.changes,
        variables={**state.changes.variables, **variables},
        flags={**state.changes.flags, **flags},
    )
    return replace(state, changes=changes)


def with_reversed(state: Deployment, event: MigrationsReversed) -> Deployment:
    """The same of migrations, on the way back."""
    found = {**state.changes.reversed, **{row.number: _answer(row, event) for row in event.rows}}
    return replace(state, changes=replace(state.changes, reversed=found))


def with_restored(state: Deployment, event: ConfigurationRestored) -> Deployment:
    """The same of variables and flags, on the way back."""
    variables, flags = _of_both(event)
    changes = replace(
        state.changes,
        variables_back={**state.changes.variables_back, **variables},
        flags_back={**state.changes.flags_back, **flags},
    )
    return replace(state, changes=changes)


def _of_both(event: ConfigurationConfirmed | ConfigurationRestored) -> tuple[Answers, Answers]:
    """What was said of variables, and of flags."""
    variables = {row.name: _answer(row, event) for row in event.rows if not row.is_flag}
    flags = {row.name: _answer(row, event) for row in event.rows if row.is_flag}
    return variables, flags


def _answer(row: Checked | Changed, event: AnswerGiven) -> Answer:
    return Answer(
        holds=row.holds,
        result=row.result,
        by=event.by,
        at=event.at,
        step=event.step,
        for_whom=event.for_whom if event.on_behalf else "",
    )


def without_answers(state: Deployment, step: str) -> Deployment:
    """What a step did that is at once more is asked anew once it is over."""
    known = state.changes
    kept = Changes(
        validations={row: each for row, each in known.validations.items() if each.step != step},
        variables={name: each for name, each in known.variables.items() if each.step != step},
        flags={name: each for name, each in known.flags.items() if each.step != step},
        reversed={row: each for row, each in known.reversed.items() if each.step != step},
        variables_back={name: each for name, each in known.variables_back.items() if each.step != step},
        flags_back={name: each for name, each in known.flags_back.items() if each.step != step},
    )
    return state if kept == known else replace(state, changes=kept)


def with_backup(state: Deployment, event: RestoreDecided) -> Deployment:
    """What was said to be back before its step failed is whatever the backup has."""
    return without_answers(state, event.step)


FOLDS: Folds = {
    DataValidated: with_validated,
    ConfigurationConfirmed: with_confirmed,
    MigrationsReversed: with_reversed,
    ConfigurationRestored: with_restored,
    RestoreDecided: with_backup,
}
