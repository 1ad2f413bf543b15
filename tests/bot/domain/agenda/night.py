"""A night that leaves its plan: what people do at its points, how it goes on, and all that is sent."""

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

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
from tests.bot.domain.agenda.promises import DAY, HOUR, MINUTE, Fact, Line
from tests.bot.domain.stories import Stage

ANY_TIME = datetime(2026, 12, 2, 0, 0)  # noqa: DTZ001 - local; nobody asks which
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
    """A night so far, and what people did in it.

    `next` is the deed that comes next, `shift` how much later than planned it and all others come.
    """

    stage: Watched
    facts: list[Fact] = field(default_factory=list)
    next: int = 0
    shift: timedelta = timedelta()

    def copied(self) -> "Play":
        """The same night, to go on with in another way."""
        return replace(self, stage=copy(self.stage), facts=list(self.facts))

    @property
    def point(self) -> str:
        """The deed that was done last."""
        return DEEDS[self.next - 1].name

    @property
    def is_over(self) -> bool:
        """Whether nothing is done any more."""
        return self.next == len(DEEDS)

    def until(self, at: datetime) -> None:
        """Time passes; where nobody has begun when the window ends, it is missed."""
        if self.next:
            ends = self.stage.state.window_end
            if ends and ends <= at and self.stage.state.state in OPEN:
                passes(self.stage, ends)
                self.stage.wake(WINDOW_TIMER)
                self.stands()
                self.next = len(DEEDS)
            passes(self.stage, at)
        self.stage.at = at

    def goes_on(self, deeds: int = 99) -> None:
        """So many of the deeds that come next are done, each at its minute."""
        for _ in range(min(deeds, len(DEEDS) - self.next)):
            deed = DEEDS[self.next]
            self.until(p.T0 + deed.minutes * MINUTE + self.shift)
            if self.is_over:
                return
            self.does(deed)
            self.next += 1

    def does(self, deed: "Deed") -> None:
        """One deed, and all that it is."""
        deed.do(self.stage)
        self.facts.extend(Fact(self.stage.at, what) for what in deed.facts)
        settle(self.stage)

    def stands(self, *facts: Fact) -> None:
        """What became of it, and the state that it is in now."""
        self.facts += [*facts, Fact(self.stage.at, self.stage.state.state.value)]
        settle(self.stage)

    def goes_back(self, minutes: int) -> None:
        """What is called is done, each so many minutes later, until nothing is to be undone any more."""
        while not self.stage.state.state.is_closed and (
            called := current_steps(self.stage.state, self.stage.plan)
        ):
            self.until(self.stage.at + minutes * MINUTE)
            finishes(called[0].number)(self.stage)
            settle(self.stage)
        self.stands()


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
APPROVED, BEGUN = POINTS.index("approved"), POINTS.index("begun")


def reached(plan: Plan) -> Mapping[str, Play]:
    """The night as it stands after each of its points."""
    stage = Watched(plan)
    stage.ways = frozenset(Channel)
    play, found = Play(stage), {}
    for deed in DEEDS:
        play.goes_on(1)
        found[deed.name] = play.copied()
    return found


def moves(by: timedelta) -> Callable[[Play], None]:
    """The lead moves the window; what asks for an approval anew has it ten minutes later."""

    def way(play: Play) -> None:
        stage = play.stage
        window = stage.plan.window
        assert window
        start = (window.start + by).replace(tzinfo=None)
        stage.moves(by).do(i.Reschedule(start=start), p.ANA)
        play.stands(Fact(stage.at, "moved", by=by, anew=stage.state.leaving is not None))
        if stage.state.leaving:
            play.goes_back(2)
        if play.next > APPROVED and stage.state.state is Lifecycle.IN_REVIEW:
            play.until(stage.at + 10 * MINUTE)
            play.does(DEEDS[APPROVED])
        play.next, play.shift = min(play.next, BEGUN), play.shift + by

    return way


def is_late(by: timedelta) -> Callable[[Play], None]:
    """Nobody does anything for so long."""

    def way(play: Play) -> None:
        play.shift += by

    return way


def holds(play: Play) -> None:
    """On hold for twenty minutes."""
    play.stage.do(HOLD, p.ANA)
    play.stands(Fact(play.stage.at, "held"))
    play.until(play.stage.at + 20 * MINUTE)
    play.stage.do(i.Resume(), p.ANA)
    play.stands(Fact(play.stage.at, "resumed"))
    play.shift += 20 * MINUTE


def is_cancelled(play: Play) -> None:
    """Given up, and undone where something was done."""
    play.stage.do(CANCEL, p.ANA)
    play.stands(*([Fact(play.stage.at, "given up")] if play.stage.state.leaving else []))
    play.goes_back(2)
    play.next = len(DEEDS)


def is_rolled_back(play: Play) -> None:
    """Taken back, each step in its minutes."""
    play.stage.do(BACK, p.ANA)
    play.stands()
    play.goes_back(10)
    play.next = len(DEEDS)


CANCEL, BACK = i.Cancel(reason="the supplier is down"), i.RequestRollback(reason="errors")
MOVE, HOLD = i.Reschedule(start=ANY_TIME), i.Hold(reason="slow")


@dataclass(frozen=True)
class Turn:
    """What becomes of the night; `first` to `last` are the points at which it may, else it is refused."""

    takes: Callable[[Play], None]
    first: str
    last: str
    intent: i.Intent | None = None

    def is_possible(self, point: str) -> bool:
        """Whether the lifecycle lets it happen there."""
        return POINTS.index(self.first) <= POINTS.index(point) <= POINTS.index(self.last)


TURNS: Mapping[str, Turn] = {
    "goes as planned": Turn(is_late(timedelta()), "opened", "completed"),
    "is an hour late": Turn(is_late(HOUR), "opened", "tested"),
    "is three hours late": Turn(is_late(3 * HOUR), "opened", "in maintenance"),
    "moves by an hour": Turn(moves(HOUR), "opened", "in maintenance", MOVE),
    "moves by a day": Turn(moves(DAY), "opened", "in maintenance", MOVE),
    "is on hold": Turn(holds, "begun", "live", HOLD),
    "is cancelled": Turn(is_cancelled, "opened", "gone", CANCEL),
    "is rolled back": Turn(is_rolled_back, "deployed", "completed", BACK),
}
