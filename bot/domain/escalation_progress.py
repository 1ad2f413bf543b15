"""The ladder of 9.2, folded into the state."""

from bot.domain import events as e
from bot.domain.changing import replace
from bot.domain.deliveries import DeliveryNews
from bot.domain.folds import Folds, given_with
from bot.domain.ladder import Answer, Ladder, LevelCall
from bot.domain.state import Deployment


def _with(state: Deployment, ladder: Ladder) -> Deployment:
    """The open issue is the last one."""
    return replace(state, ladders=(*state.ladders[:-1], ladder))


def _open(state: Deployment) -> Ladder:
    if state.ladder is None:
        raise ValueError(f"no issue is open in {state.id}")
    return state.ladder


def with_raised(state: Deployment, event: e.IssueRaised) -> Deployment:
    """A new issue, or one thing more, or once more, about the open one."""
    if ladder := state.ladder:
        before = tuple(each for each in ladder.about if each != event.about)
        reasons = {**ladder.reasons, event.about: given_with(event, event.why)}
        return _with(state, replace(ladder, about=(*before, event.about), reasons=reasons))
    ladder = Ladder(
        number=event.number,
        opened=given_with(event, event.why),
        about=(event.about,),
        severity=state.question.severity if state.question and event.about else None,
    )
    return replace(state, ladders=(*state.ladders, ladder))


def with_called(state: Deployment, event: e.LevelCalled) -> Deployment:
    """One call more."""
    call = LevelCall(
        level=event.level,
        people=event.people,
        absent=event.absent,
        at=event.at,
        because=event.because,
        why=event.why,
        is_unpaged=event.is_unpaged,
        through=event.through,
    )
    ladder = _open(state)
    return _with(state, replace(ladder, calls=(*ladder.calls, call)))


def with_acknowledged(state: Deployment, event: e.CallAcknowledged) -> Deployment:
    """Somebody takes charge."""
    ladder = _open(state)
    answer = Answer(
        takes_charge=True,
        by=event.by,
        at=event.at,
        level=event.level,
        calls=len(ladder.calls),
        for_whom=event.for_whom,
        where=event.where,
        said_by=event.said_by,
    )
    return _with(state, replace(ladder, answers=(*ladder.answers, answer)))


def with_passed_on(state: Deployment, event: e.CallPassedOn) -> Deployment:
    """Somebody does not."""
    ladder = _open(state)
    answer = Answer(
        takes_charge=False,
        by=event.by,
        at=event.at,
        level=event.level,
        calls=len(ladder.calls),
        for_whom=event.for_whom,
    )
    return _with(state, replace(ladder, answers=(*ladder.answers, answer)))


def with_on_call(state: Deployment, event: e.OnCallNoted) -> Deployment:
    """They are called for the level from now on."""
    return replace(
        state,
        on_call={**state.on_call, event.level: event.people},
        on_call_strangers={**state.on_call_strangers, event.level: event.strangers},
    )


def with_over(state: Deployment, event: e.IssueOver) -> Deployment:
    """It is about one thing less; with the last one it is over, and is kept as it ended."""
    ladder = _open(state)
    left = tuple(each for each in ladder.about if each != event.about) if event.about else ()
    over = None if left else given_with(event, event.why)
    return _with(state, replace(ladder, about=left or ladder.about, over=over))


def with_what_happened(state: Deployment, event: e.Event) -> Deployment:
    """What else happens may say something of an open issue: who is there, how bad it is, which page rings."""
    ladder = state.ladder
    if ladder is None:
        return state
    after = _followed(ladder, event)
    if event.by and ladder.is_called(event.by):
        after = replace(after, acted_at=event.at)
    return state if after is ladder else _with(state, after)


def _followed(ladder: Ladder, event: e.Event) -> Ladder:
    """Whoever leaves Slack has passed it on by that; a question that was once worse keeps the issue so."""
    match event:
        case e.PersonLeft(person=person) if ladder.is_called(person):
            passed = Answer(
                takes_charge=False,
                by=person,
                at=event.at,
                level=ladder.level_of(person.id),
                calls=len(ladder.calls),
            )
            return replace(ladder, answers=(*ladder.answers, passed))
        case e.SeverityChanged(severity=now) if ladder.severity and now.is_worse_than(ladder.severity):
            return replace(ladder, severity=now)
        case e.DeliveryReported(news=DeliveryNews.UNDELIVERED) if event.level in ladder.levels:
            return replace(ladder, refused={**ladder.refused, event.level: event.why})
        case e.DeadLettersResent():
            return replace(ladder, refused={})
        case _:
            return ladder


FOLDS: Folds = {
    e.IssueRaised: with_raised,
    e.LevelCalled: with_called,
    e.CallAcknowledged: with_acknowledged,
    e.CallPassedOn: with_passed_on,
    e.OnCallNoted: with_on_call,
    e.IssueOver: with_over,
}
