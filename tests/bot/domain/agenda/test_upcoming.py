from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.upcoming import (
    RULES,
    SOON,
    TIME_MOVED,
    is_told_anew,
    step_of,
    subject_of,
    told_of,
    turns,
)
from bot.domain.agenda_events import Fate, key
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Holders, Person
from bot.domain.plan import Plan
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)
BY_NAME = {rule.name: rule for rule in RULES}


def due(stage: Stage, rule: str) -> dict[str, datetime]:
    """When what is due by a rule."""
    return {step_of(item.subject): item.due for item in BY_NAME[rule].items(stage.state, stage.plan)}


def woken(stage: Stage, at: datetime) -> list[tuple[str, str, str]]:
    """Which of these rules speak about which step to whom when the clock wakes it at a time."""
    stage.at = at
    stage.wake(AGENDA_TIMER)
    said = [each for each in stage.effects() if isinstance(each, PostMessage)]
    found = [(*each.subject.split(" ", 1), each.to) for each in said if each.kind is MessageKind.REMINDER]
    return [(rule, step_of(subject), to) for rule, subject, to in found if rule in BY_NAME]


def deploying() -> Stage:
    """At T-0, when all that was due before was said; nobody was asked whether they are on."""
    stage = Stage()
    stage.at = p.T0 - 90 * MINUTE
    stage.to_approved()
    return to_deploying(stage)


def to_deploying(stage: Stage) -> Stage:
    """From approved until Go at T-0, with the clock woken on the way."""
    stage.at = p.T0 - 60 * MINUTE
    stage.do(i.Begin(override="known"), p.ANA)
    stage.walk()
    for item in ("1", "3"):
        stage.do(i.TickItem(wanted=item), p.ANA)
    stage.at = p.T0
    stage.wake(AGENDA_TIMER)
    stage.do(i.Go(), p.ANA)
    woken(stage, p.T0)
    return stage


def test_an_owner_is_told_ten_minutes_before() -> None:
    """Once, as soon as the minute comes."""
    stage = at_state(Lifecycle.APPROVED)
    assert p.T0 - 70 * MINUTE == due(stage, SOON)["1"]
    assert (SOON, "1", p.DBA.id) in woken(stage, p.T0 - 70 * MINUTE)
    assert [] == [each for each in woken(stage, p.T0 - 69 * MINUTE) if each[1] == "1"]


def test_what_waits_for_the_leads_word_is_not_soon() -> None:
    """Before Begin the first step alone is, before Go also the first that follows it."""
    stage = at_state(Lifecycle.APPROVED)
    assert {"1": p.T0 - 70 * MINUTE} == due(stage, SOON)
    assert [] == [each for each in woken(stage, p.T0 + 40 * MINUTE) if each[0] == SOON and each[1] != "1"]
    begun = at_state(Lifecycle.PRE_DEPLOYMENT)
    assert {"2", "4", "5"} == set(due(begun, SOON))
    assert p.T0 - 10 * MINUTE == due(begun, SOON)["5"]
    assert {"6", "10"} < set(due(at_state(Lifecycle.DEPLOYING), SOON))


def test_who_is_at_the_step_before_knows() -> None:
    """Of a row of steps of one owner only the first is told of; Go lies between the phases."""
    stage = at_state(Lifecycle.DEPLOYING)
    assert {"6", "10", "11", "12", "13", "14"} == set(due(stage, SOON))
    one = p.phase_of(p.PREPARING.phase, (("1", "Back up", "DBA", 15),), offset=-60)
    before_go = Stage(replace(p.web_shop(), phases=(one, *p.web_shop().phases[1:]))).to_go()
    assert "5" in due(before_go, SOON)


def test_a_step_that_is_called_is_told_of_no_more() -> None:
    """It was called early: nothing is said when its minute would have come."""
    stage = deploying()
    stage.at += MINUTE
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert "6" not in due(stage, SOON)
    assert [] == [each for each in woken(stage, p.T0 + 5 * MINUTE) if each[1] == "6"]


def test_what_is_to_come_at_once_is_told_at_once() -> None:
    """A step that is nearer than ten minutes as it comes into sight is not late."""
    quick = p.phase_of(p.DEPLOYING.phase, (("5", "Migrate", "DBA", 1), ("6", "Deploy", "DevOps", 1)))
    short = Stage(replace(p.web_shop(), phases=(p.PREPARING, quick, p.VERIFYING))).to_deploying()
    assert p.T0 == due(short, SOON)["6"]
    short.wake(AGENDA_TIMER)
    assert not [event for event in short.last if isinstance(event, e.CaughtUp)]


def test_each_is_told_their_time() -> None:
    """It is kept, to be compared with."""
    stage = deploying()
    woken(stage, p.T0)
    assert {"6": p.T0 + 10 * MINUTE} == stage.state.told[p.DEV.id].starts


def test_who_is_not_in_slack_is_told_of_to_the_lead() -> None:
    """Or to a deputy where there is one; a role of many is called in the thread alone."""
    stage = at_state(Lifecycle.DEPLOYING)
    step = stage.plan.step("6")
    assert step

    def told(**changed: Holders) -> list[str]:
        state = replace(stage.state, roles=p.roles(**changed))
        return [person.id for person in told_of(state, step)]

    assert [p.DEV.id] == told()
    assert [p.NED.id] == told(DevOps=Holders(deputies=(p.NED,)))
    assert [p.ANA.id] == told(DevOps=Holders(unknown=("Bo Berg (+49 170 1)",)))
    many = tuple(Person(id=f"U1{n:02}", name=f"Op {n}") for n in range(ASKED_DIRECTLY + 1))
    assert [] == told(DevOps=Holders(people=many))
    assert ASKED_DIRECTLY == len(told(DevOps=Holders(people=many[1:])))


def late_by(stage: Stage, minutes: int) -> Stage:
    """Step 5 is done so many minutes late."""
    stage.at = p.T0 + (10 + minutes) * MINUTE
    stage.do(i.FinishStep(step="5"), p.DBA)
    return stage


def asked_before(plan: Plan | None = None) -> Stage:
    """Everybody was asked a day before, and so told their times; Go was given."""
    stage = Stage(plan)
    stage.at = p.T0 - 30 * 60 * MINUTE
    stage.to_approved()
    woken(stage, p.T0 - 24 * 60 * MINUTE)
    return to_deploying(stage)


def test_a_time_that_moves_far_is_told_once() -> None:
    """By more than ten minutes, of each person the first step; whoever is at work sees it."""
    assert {} == due(late_by(asked_before(), 10), TIME_MOVED)
    stage = late_by(asked_before(), 11)
    assert dict.fromkeys(("10", "11", "13"), stage.at) == due(stage, TIME_MOVED)
    said = woken(stage, stage.at)
    expected = {(TIME_MOVED, "10", p.QUINN.id), (TIME_MOVED, "11", p.OMAR.id), (TIME_MOVED, "13", p.PAUL.id)}
    assert expected == {each for each in said if each[0] == TIME_MOVED}
    assert p.T0 + 48 * MINUTE == stage.state.told[p.QUINN.id].starts["10"]
    assert {} == due(stage, TIME_MOVED)


@pytest.mark.parametrize(("done", "told"), [(25, True), (26, False), (36, False), (96, False), (97, True)])
def test_a_further_move_is_told_where_it_matters(done: int, *, told: bool) -> None:
    """Earlier at once, later by more than an hour; in between they are told ten minutes before."""
    stage = late_by(asked_before(), 11)
    woken(stage, stage.at)
    stage.at = p.T0 + done * MINUTE
    stage.do(i.FinishStep(step="6"), p.DEV)
    assert ({"10", "11", "13"} if told else set()) == set(due(stage, TIME_MOVED))


def test_whose_step_was_called_since_hears_of_the_next() -> None:
    """That is another wait; who waits as before does not."""
    rows = [("10", "Run smoke tests", "QA", 30), ("11", "Verify", "Ops", 30), ("12", "Clean up", "DevOps", 2)]
    slow = p.phase_of(p.VERIFYING.phase, (*rows, ("13", "Notify stakeholders", "PM", 5)))
    stage = asked_before(replace(p.web_shop(), phases=(p.PREPARING, p.DEPLOYING, slow)))
    stage.do(i.StartStep(step="5"), p.DBA)
    for count in (10, 15, 20):
        woken(stage, p.T0 + count * MINUTE)
    told = set(woken(stage, p.T0 + 25 * MINUTE))
    assert {(TIME_MOVED, "6", p.DEV.id), (TIME_MOVED, "13", p.PAUL.id)} < told
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.walk(Lifecycle.VERIFYING)
    stage.at += 41 * MINUTE
    stage.do(i.FinishStep(step="10"), p.QUINN)
    assert {"12"} == set(due(stage, TIME_MOVED))


def test_who_waits_through_a_night_of_slips_hears_of_few() -> None:
    """Nobody is woken for each quarter of an hour of a step that nobody speaks of."""
    stage = deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    heard: dict[str, list[int]] = {}
    for count in range(1, 221):
        for rule, _, who in woken(stage, p.T0 + count * MINUTE):
            if rule == TIME_MOVED:
                heard.setdefault(who, []).append(count)
    assert [25, 119] == heard[p.DEV.id]
    assert 2 == max(map(len, heard.values()))


def test_moves_in_another_window_are_told_anew() -> None:
    """Nobody was told of them."""
    stage = late_by(asked_before(), 11)
    woken(stage, stage.at)
    told = {each for each in stage.state.came_due if each.startswith(TIME_MOVED)}
    assert {key(TIME_MOVED, f"0:{p.QUINN.id}:1:10")} < told


def test_who_is_told_soon_hears_the_new_time_then() -> None:
    """Two messages at one minute would be one too many; one that was told soon before hears of a move."""
    stage = late_by(asked_before(), 11)
    woken(stage, stage.at)
    heard = []
    for step in ("6", "7", "8"):
        stage.at += 15 * MINUTE
        stage.do(i.FinishStep(step=step), p.DEV)
        said = woken(stage, stage.at)
        assert len(said) == len({(number, user) for _, number, user in said})
        heard += said
    assert (SOON, "10", p.QUINN.id) in heard


def test_nothing_is_told_of_a_window_that_moved() -> None:
    """A step of another window is another: it is told of again."""
    stage = at_state(Lifecycle.APPROVED)
    step = stage.plan.step("1")
    assert step
    moved = replace(stage.state, on_round=1)
    assert ("0:1", "1:1") == (subject_of(stage.state, step), subject_of(moved, step))
    came = replace(stage.state, came_due={key(SOON, "0:1"): Fate.ON_TIME})
    assert turns(came, stage.plan)[0].step == step


def test_on_hold_nobody_is_told() -> None:
    """Nobody new is called then."""
    stage = deploying()
    stage.do(i.Hold(reason="slow"), p.ANA)
    assert {} == due(stage, SOON) == due(stage, TIME_MOVED)


def test_the_next_hear_of_a_step_that_nobody_speaks_of() -> None:
    """Their time moves when the clock finds it late, though nothing else happened; the bot was not away."""
    stage = deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [] == [each for count in (10, 15, 20) for each in woken(stage, p.T0 + count * MINUTE)]
    assert [(TIME_MOVED, "6", p.DEV.id)] == woken(stage, p.T0 + 25 * MINUTE)
    assert not [each for each in stage.last if isinstance(each, e.CaughtUp)]


def test_a_turn_is_told_again_in_place_while_the_step_before_is_late() -> None:
    """As often as it is found so; and once it is started, given more time, or over."""
    stage = deploying()
    rewritten = RewriteMessages(kind=MessageKind.REMINDER, subject=key(SOON, "0:6"))
    stage.at += MINUTE
    stage.wake(AGENDA_TIMER)
    assert rewritten not in stage.effects()
    stage.at += MINUTE
    stage.wake(AGENDA_TIMER)
    assert rewritten in stage.effects()
    pressed = (i.StartStep(step="5"), i.DelayStep(step="5", minutes=10), i.FinishStep(step="5"))
    for intent in pressed:
        stage.do(intent, p.DBA)
        assert rewritten in stage.effects()


def test_a_turn_is_left_alone_until_what_is_before_it_holds_it_up() -> None:
    """Nothing that is said of a step in time, and not its end alone, but that it goes on after it."""
    stage = deploying()
    rewritten = RewriteMessages(kind=MessageKind.REMINDER, subject=key(SOON, "0:6"))
    stage.do(i.StartStep(step="5"), p.DBA)
    found = [rewritten in stage.effects()]
    for minutes in (10, 15):
        stage.at = p.T0 + minutes * MINUTE
        stage.wake(AGENDA_TIMER)
        found.append(rewritten in stage.effects())
    assert [False, False, True] == found


def test_of_one_turn_the_newer_message_counts() -> None:
    """The older one is rewritten as the newer one is sent, and is told anew for whoever got both."""
    stage = deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    step = stage.plan.step("6")
    assert step
    soon = key(SOON, "0:6")
    assert not is_told_anew(stage.state, stage.plan, step, soon, p.DEV.id)
    for count in (10, 15, 20, 25):
        woken(stage, p.T0 + count * MINUTE)
    moved = next(each for each in stage.state.came_due if each.startswith(TIME_MOVED))
    assert RewriteMessages(kind=MessageKind.REMINDER, subject=soon) in stage.effects()
    assert RewriteMessages(kind=MessageKind.REMINDER, subject=moved) not in stage.effects()
    told = {each: is_told_anew(stage.state, stage.plan, step, each, p.DEV.id) for each in (soon, moved)}
    assert {soon: True, moved: False} == told
    assert not is_told_anew(stage.state, stage.plan, step, soon, p.NED.id)
    assert not is_told_anew(stage.state, stage.plan, step, key(SOON, "9:6"), p.DEV.id)


def test_that_it_comes_soon_counts_but_for_whoever_is_at_the_step_before() -> None:
    """They were told of a move, and not that it is soon."""
    stage = late_by(asked_before(), 11)
    woken(stage, stage.at)
    step = stage.plan.step("10")
    assert step
    moved = key(TIME_MOVED, f"0:{p.QUINN.id}:1:10")
    came_due = {**stage.state.came_due, key(SOON, "0:10"): Fate.ON_TIME}
    since = replace(stage.state, came_due=came_due)
    assert is_told_anew(since, stage.plan, step, moved, p.QUINN.id)
    at_it = replace(since, roles=p.roles(DevOps=Holders(people=(p.QUINN,))))
    assert not is_told_anew(at_it, stage.plan, step, moved, p.QUINN.id)
    folded = replace(stage.state, came_due={**stage.state.came_due, key(SOON, "0:10"): Fate.FOLDED})
    assert not is_told_anew(folded, stage.plan, step, moved, p.QUINN.id)
