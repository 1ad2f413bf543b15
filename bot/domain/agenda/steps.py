"""Reminders of steps: called and not started, not done when due; each shows what it pushes back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.agenda.item import Item, Rule, rule_and_subject
from bot.domain.agenda.upcoming import SOON, TIME_MOVED, step_of
from bot.domain.agenda_events import key
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.authority import claimer
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.facts import Facts
from bot.domain.lateness import due, planned_start
from bot.domain.people import Person
from bot.domain.plan import Plan, Step
from bot.domain.progress import ASKING, current_steps, may_start
from bot.domain.questions import step_in, step_question
from bot.domain.roles import role_keys, roles_in
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.watch_ending import WITHIN, may_end_itself

MINUTE = timedelta(minutes=1)
OWNER_AFTER, LEAD_AFTER = 2 * MINUTE, 5 * MINUTE
"""How long after its call a step that nobody started is its owner's to hear of, and then the lead's."""
AGAIN_AFTER = 5
"""Minutes after which the forecast of a late step is corrected first; later by half of what it is late."""
LEAST_OVERRUN = 5
"""Minutes: a step of two minutes may take seven before the lead hears of it."""
A_SHIFT = timedelta(hours=12)

Open = tuple[Step, StepProgress]
Times = Callable[[Deployment, Step, StepProgress], datetime | None]
People = Callable[[Deployment, Step], tuple[Person, ...]]


def subject_of(step: Step, progress: StepProgress) -> str:
    """What reminders are about: the attempt's question, and how often it was put off. More may follow it."""
    return f"{step_question(step.number, progress.attempt)} {progress.delays}"


def question_in(subject: str) -> str:
    """The question of the attempt that a reminder is about."""
    return subject.split(" ", maxsplit=1)[0]


def delays_in(subject: str) -> int:
    """How often the attempt was put off when it was reminded of."""
    return int(subject.split(" ")[1])


def owners(state: Deployment, step: Step) -> tuple[Person, ...]:
    """Who is reminded of a step as its own: of several owners the one who has it, deputies where none is."""
    holders = state.holders(step.owner)
    has = claimer(state, step)
    return (has,) if has else holders.people or holders.deputies


def leads(state: Deployment, step: Step) -> tuple[Person, ...]:
    """The lead and the lead's deputies, but for who owns the step, unless that is all of them."""
    own = {person.id for person in owners(state, step)}
    return tuple(person for person in state.lead.all if person.id not in own) or state.lead.all


def owners_or_lead(state: Deployment, step: Step) -> tuple[Person, ...]:
    """The owners; whoever leads, where no owner is in Slack."""
    return owners(state, step) or state.lead.people or state.lead.deputies


def step_reminders(state: Deployment, *numbers: str) -> list[Effect]:
    """Rewrites what was sent of these steps: that they come, and their reminders."""
    return [
        RewriteMessages(kind=MessageKind.REMINDER, subject=sent)
        for sent, fate in state.came_due.items()
        if fate.is_carried_out and _is_reminder(sent, numbers)
    ]


def _is_reminder(sent: str, numbers: tuple[str, ...]) -> bool:
    rule, subject = rule_and_subject(sent)
    if rule in {SOON, TIME_MOVED}:
        return step_of(subject) in numbers
    return rule in REMINDING and _number(subject) in numbers


def open_reminders(state: Deployment) -> list[Effect]:
    """Rewrites the reminders of all steps that somebody is asked about, or was told that they come."""
    asking = [number for number, progress in state.steps.items() if progress.status in ASKING]
    told = {step_of(sent) for sent in state.came_due if sent.startswith((SOON, TIME_MOVED))}
    return step_reminders(state, *asking, *(told - state.steps.keys()))


def turns_soon(state: Deployment) -> list[Effect]:
    """Rewrites what people were told of turns that come soon, and did not come yet."""
    soon = {step_of(sent) for sent in state.came_due if sent.startswith(key(SOON, f"{state.on_round}:"))}
    return step_reminders(state, *(soon - state.steps.keys()))


def turns_behind(state: Deployment, number: str) -> list[Effect]:
    """The same because of something said of a step: where that held them up they read of it."""
    about_it = (rule_and_subject(sent) for sent in state.came_due if f":{number}:" in sent)
    held_up = any(rule in HOLDING_UP and _number(subject) == number for rule, subject in about_it)
    return turns_soon(state) if held_up else []


def is_reminded_anew(state: Deployment, step: Step, sent: str, to: str) -> bool:
    """Whether a reminder's reader (an id; "" in the thread) was sent a newer one of that attempt."""
    attempt = question_in(rule_and_subject(sent)[1])
    quiet = to in state.steps[step.number].quiet and not _snooze_ended(state, step, attempt, to)
    for other, fate in reversed(tuple(state.came_due.items())):
        if other == sent:
            return False
        rule, subject = rule_and_subject(other)
        if rule not in REMINDING or not fate.is_carried_out or question_in(subject) != attempt:
            continue
        if subject.split(" ")[2] == to if rule == SNOOZED else not quiet and _hears(state, step, rule, to):
            return True
    return False


def _snooze_ended(state: Deployment, step: Step, attempt: str, user: str) -> bool:
    """Whether somebody was told of the end of their snooze: what came due after that reached them."""
    until = state.steps[step.number].quiet[user]
    sent = [each for each, fate in state.came_due.items() if fate.is_carried_out]
    ends = [each for each in sent if each.startswith(f"{SNOOZED} {attempt} ")]
    return until is not None and any(each.endswith(f" {user} {until.isoformat()}") for each in ends)


def _hears(state: Deployment, step: Step, rule: str, to: str) -> bool:
    return not to or any(person.id == to for person in HEARING[rule](state, step))


def _open(state: Deployment, plan: Plan) -> Iterator[Open]:
    """Steps that are called or run and have their minutes; on hold a call waits, or while it is asked
    whether to roll back.
    """
    if not state.state.is_running:
        return
    for step in current_steps(state, plan):
        progress = state.steps[step.number]
        is_called = progress.status is StepStatus.CALLED
        is_held = (state.hold is not None and is_called) or not may_start(state, step)
        if progress.status is not StepStatus.FAILED and not step.is_follow_up and not is_held:
            yield step, progress


def _waits_since(state: Deployment, step: Step, progress: StepProgress) -> datetime:
    """Since when somebody could have started: neither a hold nor an open rollback question counts, nor what
    was before a hand-over.
    """
    return max((planned_start(step, progress), *_anew(state, step, progress)))


def _known(state: Deployment, step: Step, progress: StepProgress) -> datetime:
    """Since when the present minutes are reckoned with."""
    return max((progress.told_at or progress.called_at, *_anew(state, step, progress)))


def _anew(state: Deployment, step: Step, progress: StepProgress) -> tuple[datetime, ...]:
    """When the minutes of a call began anew."""
    began = (state.resumed_at, _answered_at(state), handed_at(state, step))
    is_called = progress.status is StepStatus.CALLED
    return tuple(at for at in began if at and at > progress.called_at) if is_called else ()


def _answered_at(state: Deployment) -> datetime | None:
    """When it was last answered whether to roll back: until then no call could be followed."""
    return state.answers[-1].at if state.answers else None


def handed_at(state: Deployment, step: Step) -> datetime | None:
    """When somebody last took over what the step's owner stands for."""
    if not state.handed_at:
        return None
    keys = {key for role in (step.owner, *roles_in(step.owner)) for key in role_keys(role)}
    return max((state.handed_at[key] for key in keys & state.handed_at.keys()), default=None)


def _unstarted(after: timedelta, people: People) -> Times:
    def at(state: Deployment, step: Step, progress: StepProgress) -> datetime | None:
        if progress.status is not StepStatus.CALLED or not people(state, step):
            return None
        return _waits_since(state, step, progress) + after

    return at


def _asked(state: Deployment, step: Step, progress: StepProgress) -> datetime | None:
    """Nobody is asked how it goes who has only just begun, however short the step."""
    is_due = _due(state, step, progress)
    if is_due and may_end_itself(state, step):
        is_due += WITHIN
    return max(is_due, planned_start(step, progress) + OWNER_AFTER) if is_due else None


def _due(_state: Deployment, step: Step, progress: StepProgress) -> datetime | None:
    return due(step, progress) if progress.status is StepStatus.RUNNING else None


def _overrun(state: Deployment, step: Step, progress: StepProgress) -> datetime | None:
    is_due = _due(state, step, progress)
    return is_due + max(LEAST_OVERRUN, (step.minutes or 0) / 2) * MINUTE if is_due else None


def _items(times: Times) -> Callable[[Deployment, Plan], Iterable[Item]]:
    def items(state: Deployment, plan: Plan) -> Iterable[Item]:
        for step, progress in _open(state, plan):
            if at := times(state, step, progress):
                subject = " ".join((subject_of(step, progress), *_which_call(state, step, progress)))
                yield Item(subject=subject, at=at, known=_known(state, step, progress))

    return items


def _which_call(state: Deployment, step: Step, progress: StepProgress) -> Iterator[str]:
    """A call whose minutes began anew is reminded of anew: after which hold or rollback question, and since
    which hand-over.
    """
    began = _anew(state, step, progress)
    if state.resumed_at in began:
        yield f"{state.holds}"
    if _answered_at(state) in began:
        yield f"q{len(state.answers)}"
    if (handed := handed_at(state, step)) in began:
        yield f"{handed:%Y%m%dT%H%M%S}"


def _late_again(state: Deployment, plan: Plan) -> Iterable[Item]:
    """The next minute at which a step that is late is found to be so still."""
    for step, progress in _open(state, plan):
        if progress.late_at:
            at = _next_look(state, step, progress, progress.late_at)
            subject = f"{subject_of(step, progress)} {progress.late_at.isoformat()}"
            yield Item(subject=subject, at=at, known=_known(state, step, progress))


def _next_look(state: Deployment, step: Step, progress: StepProgress, late_at: datetime) -> datetime:
    """Ever more rarely; of a call also when the step should have ended."""
    is_due = due(step, progress)
    is_called = progress.status is StepStatus.CALLED
    since = _waits_since(state, step, progress) if is_called else is_due
    after = late_at + max(AGAIN_AFTER, (late_at - since) // (2 * MINUTE)) * MINUTE
    return min(after, is_due) if is_called and late_at < is_due else after


def _snoozed(state: Deployment, plan: Plan) -> Iterable[Item]:
    """The end of each snooze at which there is still something to remind of."""
    for step, progress in _open(state, plan):
        for user, until in progress.quiet.items():
            said_since = until and until < (progress.told_at or progress.called_at)
            is_late = until and (progress.status is StepStatus.CALLED or due(step, progress) <= until)
            if until and is_late and not said_since:
                subject = f"{subject_of(step, progress)} {user} {until.isoformat()}"
                at = min(_within_a_minute(state, step, progress, user, until), default=until)
                yield Item(subject=subject, at=at, known=_known(state, step, progress))


def _within_a_minute(
    state: Deployment, step: Step, progress: StepProgress, user: str, since: datetime
) -> Iterator[datetime]:
    """When somebody is reminded all the same, if it is so soon: two messages at once would say one thing."""
    for rule, times in TIMES.items():
        at = times(state, step, progress) if _hears(state, step, rule, user) else None
        if at and since <= at < since + MINUTE:
            yield at


def _number(subject: str) -> str:
    return step_in(question_in(subject))


def _is_late(state: Deployment, item: Item, facts: Facts) -> Iterable[e.Event]:
    """What waits for the step is forecast from now on, unless that was said this minute."""
    number = _number(item.subject)
    if state.steps[number].late_at != facts.now:
        yield e.StepLate(at=facts.now, by=None, step=number)


def _is_quiet(progress: StepProgress, person: Person) -> bool:
    """Whether somebody wants no reminder at the minute at which the step was last found late."""
    if person.id not in progress.quiet:
        return False
    until = progress.quiet[person.id]
    return until is None or (progress.late_at is not None and until > progress.late_at)


def _says(rule: str) -> Callable[[Deployment, str, Plan], list[Effect]]:
    def says(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
        step, progress = plan.step(_number(subject)), state.steps.get(_number(subject))
        if step is None or progress is None:
            return []
        told = [person for person in HEARING[rule](state, step) if not _is_quiet(progress, person)]
        told = [person for person in told if rule != SNOOZED or person.id == subject.split(" ")[2]]
        told = [person for person in told if not is_reminded_anew(state, step, key(rule, subject), person.id)]
        to = [person.id for person in told] if len(told) <= ASKED_DIRECTLY else [""]
        posts = [PostMessage(kind=MessageKind.REMINDER, subject=key(rule, subject), to=user) for user in to]
        return [*posts, *step_reminders(state, step.number)]

    return says


def _shown_late(state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
    return step_reminders(state, _number(subject))


def _anybody(state: Deployment, step: Step) -> tuple[Person, ...]:
    return (*owners(state, step), *leads(state, step))


UNSTARTED_OWNER, UNSTARTED_LEAD = "step-unstarted-2min", "step-unstarted-5min"
DUE, OVERRUN, SNOOZED, LATE = "step-due", "step-overrun", "step-snoozed", "step-late"
HEARING: Mapping[str, People] = {
    UNSTARTED_OWNER: owners,
    UNSTARTED_LEAD: leads,
    DUE: owners_or_lead,
    OVERRUN: leads,
    SNOOZED: _anybody,
}
"""Who hears by which rule."""
TIMES: Mapping[str, Times] = {
    UNSTARTED_OWNER: _unstarted(OWNER_AFTER, owners),
    UNSTARTED_LEAD: _unstarted(LEAD_AFTER, leads),
    DUE: _asked,
    OVERRUN: _overrun,
}
"""When, of the step as it stands."""
REMINDING = HEARING.keys()
"""The rules that have a message."""
HOLDING_UP = REMINDING - {DUE} | {LATE}
"""The rules that find that a step holds up what follows: at its end alone it does not yet."""


# A snooze that ends comes first: what comes in the same minute is the newer one, and is sent alone.
RULES = (
    Rule(
        name=SNOOZED,
        when="the end of a snooze, if the step is still late",
        what="Whoever put it off is reminded again, unless another reminder comes to them in that minute",
        items=_snoozed,
        still_good_for=A_SHIFT,
        leads_to=_is_late,
        says=_says(SNOOZED),
    ),
    Rule(
        name=UNSTARTED_OWNER,
        when="2 min after a call that nobody answered, not on hold; anew after a hold, a rollback question, "
        "or a hand-over",
        what="The step's owner is reminded directly",
        items=_items(TIMES[UNSTARTED_OWNER]),
        still_good_for=A_SHIFT,
        leads_to=_is_late,
        says=_says(UNSTARTED_OWNER),
    ),
    Rule(
        name=UNSTARTED_LEAD,
        when="5 min after a call that nobody answered, not on hold; anew after a hold, a rollback question, "
        "or a hand-over",
        what="The lead and the lead's deputies hear who is silent, with the telephone number",
        items=_items(TIMES[UNSTARTED_LEAD]),
        still_good_for=A_SHIFT,
        leads_to=_is_late,
        says=_says(UNSTARTED_LEAD),
    ),
    Rule(
        name=DUE,
        when="a step's planned end, and each end that it was put off to; 2 min after its start or later; "
        "2 min after the end of a watch that may end itself",
        what="The owner of a step that runs is asked how it goes; the status message says it",
        items=_items(TIMES[DUE]),
        still_good_for=A_SHIFT,
        leads_to=_is_late,
        says=_says(DUE),
    ),
    Rule(
        name=OVERRUN,
        when="half a step's minutes after its end, at least 5 min",
        what="The lead and the lead's deputies hear of it",
        items=_items(TIMES[OVERRUN]),
        still_good_for=A_SHIFT,
        leads_to=_is_late,
        says=_says(OVERRUN),
    ),
    Rule(
        name=LATE,
        when="5 min after a step was found late, then ever more rarely; the end of one that is called",
        what="The forecast of what waits for it is corrected, wherever it shows",
        items=_late_again,
        still_good_for=timedelta(days=7),
        leads_to=_is_late,
        says=_shown_late,
    ),
)
