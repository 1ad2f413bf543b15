"""The night leaves its plan at each point in each way, and goes on: all that is sent, by the rules."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.approvals import asked, missing_rows
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.facts import Decision
from bot.domain.people import Person
from bot.domain.plan import Channel, Phase, Plan
from bot.domain.progress import current_steps
from bot.domain.refusals import Refusal
from bot.domain.run import WINDOW_TIMER
from bot.domain.state import Lifecycle
from bot.domain.status_page import page_entry
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes, settle
from tests.bot.domain.agenda.promises import DAY, HOUR, MINUTE, Fact, Line, owed
from tests.bot.domain.stories import Stage

ANY_TIME = datetime(2026, 12, 2, 0, 0)  # noqa: DTZ001 - local; the stage says which window it is
MARKS = (
    *(
        "did not take place",
        "begins later",
        "Planned for",
        "moved",
        "still to be confirmed",
        "checked",
        "live",
    ),
    *("takes longer", "to end by", "cancelled", "turned off", "complete", "taken back"),
)
"""What an entry of the status page says, in brief."""

PLAN = replace(
    p.small(),
    phases=(
        p.phase_of(
            Phase.PRE_DEPLOYMENT,
            (("1", "Create deployment backup", "DBA", 15), ("2", "Enable maintenance mode", "DevOps", 5)),
            offset=-60,
        ),
        p.phase_of(Phase.DEPLOYMENT, (("3", "Deploy application", "DevOps", 15),), offset=0),
        p.phase_of(
            Phase.POST_DEPLOYMENT,
            (("4", "Run smoke tests", "QA", 10), ("5", "Disable maintenance mode", "DevOps", 5)),
            offset=15,
        ),
    ),
    rollback=p.phase_of(
        Phase.ROLLBACK,
        (
            *(("R1", "Rollback application", "DevOps", 10), ("R2", "Disable maintenance mode", "DevOps", 2)),
            ("R3", "Post-mortem", "All", None),
        ),
    ),
    notifications=(
        p.told_at(1, "T-24h", "Deployment scheduled", "All stakeholders", Channel.EMAIL),
        p.told_at(2, "T-1h", "Deployment starting soon", "Tech team", Channel.SLACK),
        p.told_at(3, "T+0min", "Deployment in progress", "Customers", Channel.STATUS_PAGE),
        p.told_at(4, "T+20min", "Half way", "Tech team", Channel.SLACK),
        p.told_at(5, "T+done", "Deployment complete", "All", Channel.EMAIL, Channel.SLACK),
    ),
)
PLANS = {
    "stays approved": PLAN,
    "asks again": replace(PLAN, signoffs=(p.row(1, "Operations Sign-off", "Ops Manager"),)),
}
"""What a moved window does to the approval."""


class Watched(Stage):
    """A stage that writes down all that leaves for audiences, when it leaves."""

    lines: tuple[Line, ...] = ()
    page: tuple[str, ...] = ()

    def ask(self, intent: i.Intent, by: Person | None) -> Decision:
        """Decide, and look what it leads to outside."""
        decision = super().ask(intent, by)
        if not isinstance(decision, Refusal):
            for effect in self.effects():
                if isinstance(effect, PostMessage) and effect.kind is MessageKind.NOTICE:
                    self._reads(effect)
                elif isinstance(effect, PostMessage | RewriteMessages) and effect.kind is MessageKind.PAGE:
                    self._looks()
        return decision

    def _reads(self, effect: PostMessage) -> None:
        notice = self.state.notices[int(effect.subject) - 1]
        is_mail = effect.to == Channel.EMAIL.value
        to = ", ".join(sorted(notice.audience.addresses)) if is_mail else effect.to
        way = Channel.EMAIL if is_mail else Channel.SLACK
        self.lines += ((self.at, way.value, to, brief(notice.message)),)

    def _looks(self) -> None:
        entry = page_entry(self.state, self.plan)
        shown = (entry.status.value, *(mark for mark in MARKS if mark in entry.words))
        if shown != self.page:
            self.page = shown
            self.lines += ((self.at, Channel.STATUS_PAGE.value, "", "; ".join(shown)),)


def brief(message: str) -> str:
    """`Moved to Wed 2 Dec 00:00 CET; it was …` is `Moved to 00:00`."""
    words = re.split(r"[:;]| (?=(?:Mon|Tue|Wed|Thu) |\d)", message)[0]
    time = re.search(r"\d\d:\d\d", message)
    return f"{words} {time[0]}" if time else words


@dataclass
class Play:
    """A night so far, and what people did in it."""

    stage: Watched
    facts: list[Fact] = field(default_factory=list)

    def copied(self) -> "Play":
        """The same night, to go on with in another way."""
        return Play(copy(self.stage), list(self.facts))

    def until(self, at: datetime) -> None:
        """Time passes; where nobody has begun when the window ends, it is missed."""
        state = self.stage.state if self.facts else None
        ends = state.window_end if state else None
        if state and ends and ends <= at and state.state in OPEN:
            passes(self.stage, ends)
            self.stage.wake(WINDOW_TIMER)
            stands(self)
        if self.facts:
            passes(self.stage, at)
        self.stage.at = at


OPEN = frozenset({Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED})


def signs(stage: Stage) -> None:
    """Whoever must, approves."""
    while missing := missing_rows(stage.state, stage.plan):
        stage.do(i.GiveSignOff(), asked(stage.state, missing[0])[0])


def finishes(step: str) -> Callable[[Stage], object]:
    """The lead records a step."""
    return lambda stage: stage.do(i.FinishStep(step=step), p.ANA)


def nothing(_stage: Stage) -> None:
    """The clock alone says something at this minute."""


@dataclass(frozen=True)
class Deed:
    """Something that is done at its minute, counted from T-0, and what it makes of the deployment."""

    name: str
    minutes: int
    do: Callable[[Stage], object]
    facts: tuple[str, ...] = ()


DEEDS = (
    Deed("opened", -50 * 60, lambda stage: stage.open(), ("draft",)),
    Deed("submitted", -50 * 60 + 30, lambda stage: stage.do(i.Submit(), p.PAUL), ("in review",)),
    Deed("approved", -49 * 60, signs, ("signed", "approved")),
    Deed("a day before", -24 * 60, nothing),
    Deed("an hour before", -60, nothing),
    Deed("begun", -55, lambda stage: stage.do(i.Begin(override="by hand"), p.ANA), ("pre-deployment",)),
    Deed("backed up", -40, finishes("1")),
    Deed("in maintenance", -35, finishes("2"), ("on",)),
    Deed("gone", 0, lambda stage: stage.do(i.Go(at_once=True), p.ANA), ("deploying",)),
    Deed("deployed", 15, finishes("3"), ("verifying",)),
    Deed("half way", 20, nothing),
    Deed("tested", 25, finishes("4")),
    Deed("live", 30, finishes("5"), ("off",)),
    Deed("completed", 35, lambda stage: stage.do(i.Confirm(wanted="1"), p.QUINN), ("completed",)),
)
POINTS = [deed.name for deed in DEEDS]
BEGUN = POINTS.index("begun")


def walks(play: Play, deeds: Sequence[Deed], shift: timedelta) -> None:
    """The rest of the night, so much later than it was planned."""
    for deed in deeds:
        play.until(p.T0 + deed.minutes * MINUTE + shift)
        if play.facts and play.stage.state.state is Lifecycle.MISSED:
            return
        does(play, deed)


def does(play: Play, deed: Deed) -> None:
    """One deed, and all that it is."""
    deed.do(play.stage)
    play.facts.extend(Fact(play.stage.at, what) for what in deed.facts)
    settle(play.stage)


def reached(plan: Plan) -> Mapping[str, Play]:
    """The night as it stands after each of its points."""
    stage = Watched(plan)
    stage.ways = frozenset(Channel)
    play, found = Play(stage), {}
    for deed in DEEDS:
        walks(play, (deed,), timedelta())
        found[deed.name] = play.copied()
    return found


def stands(play: Play, *facts: Fact) -> None:
    """What became of it, and the state that it is in now."""
    play.facts += [*facts, Fact(play.stage.at, play.stage.state.state.value)]
    settle(play.stage)


def walks_back(play: Play, minutes: int) -> None:
    """What is called is done, each so many minutes later, until nothing is to be undone any more."""
    while not play.stage.state.state.is_closed and (
        called := current_steps(play.stage.state, play.stage.plan)
    ):
        play.until(play.stage.at + minutes * MINUTE)
        finishes(called[0].number)(play.stage)
        settle(play.stage)
    stands(play)


def moves(by: timedelta) -> Callable[[Play, int], None]:
    """The lead moves the window; what asks for an approval anew has it ten minutes later, and all goes on."""

    def way(play: Play, point: int) -> None:
        stage = play.stage
        stage.moves(by).do(i.Reschedule(start=ANY_TIME), p.ANA)
        stands(play, Fact(stage.at, "moved", by=by, anew=stage.state.leaving is not None))
        if stage.state.leaving:
            walks_back(play, 2)
        if point >= POINTS.index("approved") and stage.state.state is Lifecycle.IN_REVIEW:
            play.until(stage.at + 10 * MINUTE)
            does(play, DEEDS[POINTS.index("approved")])
        walks(play, DEEDS[min(point + 1, BEGUN) :], by)

    return way


def is_late(by: timedelta) -> Callable[[Play, int], None]:
    """Nobody does anything for so long; then all goes on."""
    return lambda play, point: walks(play, DEEDS[point + 1 :], by)


def holds(play: Play, point: int) -> None:
    """On hold for twenty minutes; then all goes on."""
    for what, intent in (("held", i.Hold(reason="slow")), ("resumed", i.Resume())):
        play.stage.do(intent, p.ANA)
        stands(play, Fact(play.stage.at, what))
        play.until(play.stage.at + (20 * MINUTE if what == "held" else timedelta()))
    walks(play, DEEDS[point + 1 :], 20 * MINUTE)


def is_cancelled(play: Play, _point: int) -> None:
    """Given up, and undone where something was done."""
    play.stage.do(CANCEL, p.ANA)
    stands(play, *([Fact(play.stage.at, "given up")] if play.stage.state.leaving else []))
    walks_back(play, 2)


def is_rolled_back(play: Play, _point: int) -> None:
    """Taken back, each step in its minutes."""
    play.stage.do(BACK, p.ANA)
    stands(play)
    walks_back(play, 10)


CANCEL, BACK = i.Cancel(reason="the supplier is down"), i.RequestRollback(reason="errors")
MOVE, HOLD = i.Reschedule(start=ANY_TIME), i.Hold(reason="slow")
Ending = tuple[Callable[[Play, int], None], str, str, i.Intent | None]
ENDINGS: Mapping[str, Ending] = {
    "goes as planned": (is_late(timedelta()), "opened", "completed", None),
    "is an hour late": (is_late(HOUR), "opened", "tested", None),
    "is three hours late": (is_late(3 * HOUR), "opened", "in maintenance", None),
    "moves by an hour": (moves(HOUR), "opened", "in maintenance", MOVE),
    "moves by a day": (moves(DAY), "opened", "in maintenance", MOVE),
    "is on hold for twenty minutes": (holds, "begun", "live", HOLD),
    "is cancelled": (is_cancelled, "opened", "in maintenance", CANCEL),
    "is rolled back": (is_rolled_back, "begun", "completed", BACK),
}
"""What becomes of the night, at which points it may, and what is refused at the others."""


def is_possible(point: str, ending: str) -> bool:
    """Whether the lifecycle lets it happen there."""
    _way, first, last, _intent = ENDINGS[ending]
    return POINTS.index(first) <= POINTS.index(point) <= POINTS.index(last)


@pytest.fixture(scope="module")
def nights() -> Mapping[str, Mapping[str, Play]]:
    """The night of each plan at each of its points."""
    return {name: reached(plan) for name, plan in PLANS.items()}


CASES = [
    (plan, point, ending)
    for plan in PLANS
    for point in POINTS
    for ending in ENDINGS
    if (is_possible(point, ending) or ENDINGS[ending][3])
    and (plan == "stays approved" or ending.startswith("moves"))
]


@pytest.mark.parametrize(("plan", "point", "ending"), CASES)
def test_all_that_is_sent_is_what_the_rules_say(
    nights: Mapping[str, Mapping[str, Play]], plan: str, point: str, ending: str
) -> None:
    """By mail, in Slack and on the status page: nothing less, nothing more, nothing twice, at its minute."""
    play = nights[plan][point].copied()
    way, _first, _last, intent = ENDINGS[ending]
    play.until(play.stage.at + MINUTE)
    if is_possible(point, ending):
        way(play, POINTS.index(point))
        play.until(play.stage.at + 80 * HOUR)
    else:
        assert intent
        before = play.stage.lines
        play.stage.moves(HOUR).refused(intent, p.ANA)
        assert before == play.stage.lines
    assert owed(play.facts, p.T0, p.END, play.stage.at) == sorted(play.stage.lines)


def test_the_reckoning_says_what_is_told_on_a_good_night(nights: Mapping[str, Mapping[str, Play]]) -> None:
    """Written out once, so that what all else is compared with is not empty."""
    play = nights["stays approved"]["completed"]
    assert [
        ("-49:00", "status page", "", "scheduled; Planned for"),
        ("-24:00", "email", "all@example.com", "Deployment scheduled"),
        ("-1:00", "slack", "C2", "Deployment starting soon"),
        ("-0:35", "status page", "", "in progress; to end by"),
        ("0:15", "status page", "", "verifying; checked; to end by"),
        ("0:20", "slack", "C2", "Half way"),
        ("0:30", "status page", "", "verifying; live"),
        ("0:35", "email", "all@example.com, tech@example.com", "Deployment complete"),
        ("0:35", "slack", "C1", "Deployment complete"),
        ("0:35", "slack", "C2", "Deployment complete"),
        ("0:35", "status page", "", "completed; complete"),
    ] == [(offset(at), *rest) for at, *rest in owed(play.facts, p.T0, p.END, play.stage.at)]


def offset(at: datetime) -> str:
    """`-0:35`: hours and minutes from T-0."""
    minutes = round((at - p.T0) / MINUTE)
    return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
