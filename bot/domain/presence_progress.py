"""Who will be there, folded into the state; a window that moves far begins a new round of asking."""

from datetime import timedelta

from bot.domain import events as e
from bot.domain.changing import replace
from bot.domain.folds import Folds
from bot.domain.state import Deployment
from bot.domain.state_parts import Told

MOVES_FAR = timedelta(minutes=15)
"""A window that moves further than this is another one: who said they are on is asked anew."""
BROUGHT_BY_CLOCK = (
    e.CameDue,
    e.CaughtUp,
    e.StepLate,
    e.TimesTold,
    e.NoticeGiven,
    e.DndRead,
    e.DndNamed,
    e.LevelCalled,
    e.OnCallNoted,
    e.EvidenceSeen,
    e.BeforeMeasured,
    e.MetricsRead,
    e.SmokeTestSent,
    e.SmokeTestsReported,
    e.SmokeTestsRun,
    e.ChartDrawn,
    e.VotersAsked,
    e.VotersAskedAgain,
    e.VotersReminded,
    e.DecisionEscalated,
    e.QuestionNotRepeated,
)
"""What the agenda itself does."""


def with_is_on(state: Deployment, event: e.PersonIsOn) -> Deployment:
    """They said so."""
    return replace(state, on={**state.on, event.by.id: event.at}) if event.by else state


def with_told(state: Deployment, event: e.TimesTold) -> Deployment:
    """What they know now."""
    before = state.told.get(event.person)
    starts = {**(before.starts if before else {}), **event.starts}
    told = Told(starts=starts, times=before.times + 1 if before else 1)
    return replace(state, told={**state.told, event.person: told})


def with_released(state: Deployment, event: e.PeopleReleased) -> Deployment:
    """Since when each of them is not needed."""
    return replace(state, released={**state.released, **{each.id: event.at for each in event.people}})


def with_what_happened(before: Deployment, after: Deployment, event: e.Event) -> Deployment:
    """Since when the state asks what it asks for: what the agenda itself does brings nothing forth."""
    if isinstance(event, BROUGHT_BY_CLOCK):
        return after
    after = replace(after, acted_at=event.at)
    if isinstance(event, e.Approved):
        return replace(after, settled_at=after.settled_at or event.at)
    if isinstance(event, e.ReviewReopened) and not after.told:
        return replace(after, settled_at=None)
    if before.window_start == after.window_start:
        return after
    began = before.on_t0 or before.window_start
    if began and after.window_start and abs(after.window_start - began) <= MOVES_FAR:
        return replace(after, on_t0=began)
    return replace(
        after,
        settled_at=event.at,
        on_round=before.on_round + 1,
        on_t0=after.window_start,
        on={},
        told={},
        released={},
        dnd={},
        dnd_read_at=None,
        told_before=tuple(dict.fromkeys((*before.told_before, *before.told))),
    )


FOLDS: Folds = {
    e.PersonIsOn: with_is_on,
    e.TimesTold: with_told,
    e.PeopleReleased: with_released,
}
