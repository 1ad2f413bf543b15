from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.agenda.steps import (
    DUE,
    LATE,
    OVERRUN,
    REMINDING,
    SNOOZED,
    UNSTARTED_LEAD,
    UNSTARTED_OWNER,
    open_reminders,
    step_reminders,
)
from bot.domain.agenda.upcoming import SOON, TIME_MOVED
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.forecast import forecast
from bot.domain.people import Holders, Person
from bot.domain.question_parts import Choice
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)
Told = tuple[int, str, list[str]]


def called(**roles: Holders) -> Stage:
    """Step 5, of ten minutes, is called at T-0."""
    return Stage(roles=dict(p.roles(**roles))).to_deploying() if roles else at_state(Lifecycle.DEPLOYING)


def running(**roles: Holders) -> Stage:
    """It runs since then."""
    stage = called(**roles)
    owner = stage.state.holders("DBA").people
    stage.do(i.StartStep(step="5"), owner[0] if owner else p.ANA)
    return stage


def minute(at: datetime) -> int:
    """Minutes after T-0."""
    return (at - p.T0) // MINUTE


def passes(stage: Stage, until: int) -> list[Told]:
    """Time passes to so many minutes after T-0: when which rule reminded whom."""
    told: list[Told] = []
    while (due := next_due(stage.state, stage.plan)) and due <= p.T0 + until * MINUTE:
        stage.at = max(stage.at, due)
        stage.wake(AGENDA_TIMER)
        posts = [each for each in stage.effects() if isinstance(each, PostMessage)]
        rules = {each.subject.split(" ")[0] for each in posts}
        for rule in sorted(rules & REMINDING):
            to = [each.to for each in posts if each.subject.startswith(f"{rule} ")]
            told.append((minute(stage.at), rule, to))
    stage.at = p.T0 + until * MINUTE
    return told


def starts(stage: Stage, number: str) -> int:
    """When a step is forecast to begin, in minutes after T-0."""
    found = forecast(stage.state, stage.plan).of(number)
    assert found
    return minute(found.start)


LEADS = [p.ANA.id, p.SAM.id]


def test_a_call_that_nobody_answers() -> None:
    """After two minutes the owner is reminded, after five lead and deputy; then nobody any more."""
    expected = [(2, UNSTARTED_OWNER, [p.DBA.id]), (5, UNSTARTED_LEAD, LEADS)]
    assert expected == passes(called(), 60)


@pytest.mark.parametrize(("pressed", "reminders"), [(1, 0), (2, 1), (4, 1), (5, 2)])
def test_a_start_ends_the_reminders_of_the_call(pressed: int, reminders: int) -> None:
    """What comes then is the step's own end."""
    stage = called()
    assert reminders == len(passes(stage, pressed))
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [(pressed + 10, DUE, [p.DBA.id])] == passes(stage, pressed + 14)


def test_a_step_that_is_not_done_in_time() -> None:
    """Its owner is asked at its planned end, lead and deputy after half its minutes more."""
    assert [(10, DUE, [p.DBA.id]), (15, OVERRUN, LEADS)] == passes(running(), 90)


@pytest.mark.parametrize(("number", "minutes"), [("6", 15), ("8", 2)])
def test_the_lead_waits_half_the_minutes_but_five(number: str, minutes: int) -> None:
    """Seven and a half of fifteen; five of two."""
    stage = called()
    while number not in stage.state.steps:
        current = [each for each, progress in stage.state.steps.items() if not progress.status.is_over]
        stage.do(i.FinishStep(step=current[0]), p.ANA)
    stage.do(i.StartStep(step=number), p.DEV)
    passes(stage, minutes)
    late = max(5.0, minutes / 2)
    assert not passes(stage, int(minutes + late - 1))
    assert [(int(minutes + late), OVERRUN, LEADS)] == passes(stage, int(minutes + late + 1))


def test_more_time_asks_again_when_it_is_over() -> None:
    """Each end that was promised; the lead after half the minutes from the last one."""
    stage = running()
    passes(stage, 10)
    stage.do(i.DelayStep(step="5", minutes=10), p.DBA)
    assert [(20, DUE, [p.DBA.id])] == passes(stage, 21)
    stage.do(i.DelayStep(step="5", minutes=9), p.DBA)
    assert [(30, DUE, [p.DBA.id]), (35, OVERRUN, LEADS)] == passes(stage, 40)


def test_a_call_that_is_put_off_is_reminded_of_then() -> None:
    """Two and five minutes after the minute at which it is to begin now."""
    stage = called()
    passes(stage, 3)
    stage.do(i.DelayStep(step="5", minutes=10), p.DBA)
    assert [(15, UNSTARTED_OWNER, [p.DBA.id]), (18, UNSTARTED_LEAD, LEADS)] == passes(stage, 20)


def test_on_hold_a_call_waits_and_what_runs_runs_on() -> None:
    """After the hold the minutes of a call count anew; a step that runs is asked about as ever."""
    stage = called()
    stage.at += MINUTE
    stage.do(i.Hold(reason="slow"), p.ANA)
    assert [] == passes(stage, 30)
    stage.do(i.Resume(), p.ANA)
    assert [(32, UNSTARTED_OWNER, [p.DBA.id]), (35, UNSTARTED_LEAD, LEADS)] == passes(stage, 36)
    assert not [each for each in stage.events if isinstance(each, e.CaughtUp)]
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.Hold(reason="slow"), p.ANA)
    assert [(46, DUE, [p.DBA.id])] == passes(stage, 50)


@pytest.mark.parametrize(
    "intent",
    [i.FinishStep(step="5"), i.SkipStep(step="5", reason="known"), i.FailStep(step="5", reason="disk")],
)
def test_a_step_that_is_answered_is_not_reminded_of(intent: i.Intent) -> None:
    """Done, skipped or failed; the next one's call is."""
    stage = running()
    passes(stage, 9)
    stage.do(intent, p.DBA)
    assert not [told for told in passes(stage, 60) if p.DBA.id in told[2]]


def test_whoever_is_not_in_slack_is_the_leads_to_call() -> None:
    """After five minutes, and at the planned end of what the lead recorded as begun."""
    away = Holders(unknown=("Jane Roe (+49 170 1)",))
    assert [(5, UNSTARTED_LEAD, LEADS)] == passes(called(DBA=away), 20)
    assert [(10, DUE, [p.ANA.id]), (15, OVERRUN, LEADS)] == passes(running(DBA=away), 20)


def test_a_lead_who_owns_the_step_is_reminded_as_its_owner() -> None:
    """Then the deputies alone; where there are none, the lead once more."""
    assert [p.SAM.id] == passes(called(DBA=Holders(people=(p.ANA,))), 5)[-1][2]
    alone = {"Deployment_Lead": Holders(people=(p.ANA,)), "DBA": Holders(people=(p.ANA,))}
    assert [p.ANA.id] == passes(called(**alone), 5)[-1][2]


def test_of_several_owners_who_has_it_is_asked() -> None:
    """All of them are called; deputies where there is no owner."""
    both = Holders(people=(p.DBA, p.NED))
    assert [p.DBA.id, p.NED.id] == passes(called(DBA=both), 3)[0][2]
    assert [(10, DUE, [p.DBA.id])] == passes(running(DBA=both), 12)
    assert [p.NED.id] == passes(called(DBA=Holders(deputies=(p.NED,))), 3)[0][2]


@pytest.mark.parametrize(("count", "to"), [(10, 10), (11, 1)])
def test_a_team_is_reminded_in_the_thread(count: int, to: int) -> None:
    """Nobody writes to eleven people at once."""
    team = tuple(Person(id=f"U1{n:02}", name=f"Dev {n}") for n in range(count))
    found = passes(called(DBA=Holders(people=team)), 3)[0][2]
    assert (to, [""] == found) == (len(found), count == 11)


def test_a_snooze_ends_for_who_asked_for_it() -> None:
    """The owner hears nothing for ten minutes, the lead does; then the owner is reminded again."""
    stage = called()
    passes(stage, 2)
    stage.do(i.Snooze(step="5", minutes=10), p.DBA)
    assert [(5, UNSTARTED_LEAD, LEADS), (12, SNOOZED, [p.DBA.id])] == passes(stage, 40)


def test_a_snooze_goes_past_the_end() -> None:
    """What came meanwhile comes at its end; nothing where the step has time again."""
    stage = running()
    passes(stage, 8)
    stage.do(i.Snooze(step="5", minutes=4), p.DBA)
    assert [(12, SNOOZED, [p.DBA.id])] == passes(stage, 13)
    stage.do(i.Snooze(step="5", minutes=4), p.DBA)
    stage.do(i.DelayStep(step="5", minutes=20), p.DBA)
    assert [(33, DUE, [p.DBA.id])] == passes(stage, 35)


def test_whoever_stops_hears_no_more_of_the_attempt() -> None:
    """The others do; a retry asks everybody again."""
    stage = called()
    stage.do(i.StopReminding(step="5"), p.SAM)
    stage.do(i.StopReminding(step="5"), p.DBA)
    assert [(5, UNSTARTED_LEAD, [p.ANA.id])] == passes(stage, 20)
    stage.do(i.FailStep(step="5", reason="disk"), p.ANA)
    stage.do(i.RetryStep(step="5"), p.ANA)
    assert [(22, UNSTARTED_OWNER, [p.DBA.id]), (25, UNSTARTED_LEAD, LEADS)] == passes(stage, 26)


def test_what_waits_is_forecast_from_what_the_clock_found() -> None:
    """At the reminders, then every five minutes and ever more rarely; the start alone says it for good."""
    stage = called()
    seen = []
    for at in range(1, 60):
        passes(stage, at)
        seen.append(starts(stage, "6") - 10)
    assert [0, 2, 5, 10, 15, 22, 33, 49] == list(dict.fromkeys(seen))
    stage.do(i.StartStep(step="5"), p.DBA)
    assert 69 == starts(stage, "6")


def test_an_overrun_pushes_back_what_waits() -> None:
    """From its end on; without a reminder nothing moves."""
    stage = running()
    seen = []
    for at in range(9, 31):
        passes(stage, at)
        seen.append(starts(stage, "6"))
    assert [10, 15, 20, 25] == list(dict.fromkeys(seen))


def test_a_late_record_is_no_lateness_of_the_bots() -> None:
    """A start that is told later is asked about at once, and no pause is told."""
    stage = called()
    passes(stage, 14)
    stage.do(i.StartStep(step="5", recorded=i.Recorded(at=time(23, 1))), p.DBA)
    assert [(14, DUE, [p.DBA.id])] == passes(stage, 14)
    assert not [each for each in stage.events if isinstance(each, e.CaughtUp)]


def test_after_a_pause_each_is_told_once() -> None:
    """Owner and lead hear what they missed; the forecast is corrected once."""
    stage = called()
    stage.at = p.T0 + 30 * MINUTE
    stage.wake(AGENDA_TIMER)
    posts = [
        each.to
        for each in stage.effects()
        if isinstance(each, PostMessage) and each.subject.split(" ")[0] in REMINDING
    ]
    assert [p.DBA.id, *LEADS] == posts
    assert 1 == sum(isinstance(each, e.StepLate) for each in stage.last)
    assert 40 == starts(stage, "6")


@pytest.mark.parametrize("state", [Lifecycle.ROLLED_BACK, Lifecycle.COMPLETED, Lifecycle.CANCELLED])
def test_once_it_is_over_nobody_is_reminded(state: Lifecycle) -> None:
    """Nor of a follow-up that is still called; the record is handed back, and then nothing is due."""
    stage = at_state(state)
    stage.wake(AGENDA_TIMER)
    posted = {effect.kind for effect in stage.effects() if isinstance(effect, PostMessage)}
    assert posted <= {MessageKind.RECORD}
    assert next_due(stage.state, stage.plan) is None


def test_a_step_of_the_way_back_is_reminded_of() -> None:
    """And nothing of the step that was left."""
    stage = at_state(Lifecycle.ROLLING_BACK)
    assert [(2, UNSTARTED_OWNER, [p.DEV.id]), (5, UNSTARTED_LEAD, LEADS)] == passes(stage, 8)


def test_what_was_sent_is_rewritten() -> None:
    """Of the steps that are asked for, of those rules that have a message, and that others come."""
    stage = called()
    passes(stage, 16)
    assert any(each.startswith(LATE) for each in stage.state.came_due)

    def subjects(found: list[Effect]) -> set[str]:
        assert {MessageKind.REMINDER} == {each.kind for each in found if isinstance(each, RewriteMessages)}
        return {each.subject for each in found if isinstance(each, RewriteMessages)}

    asked = {f"{UNSTARTED_OWNER} step:5:1 0", f"{UNSTARTED_LEAD} step:5:1 0"}
    told = {each for each in stage.state.came_due if each.startswith((SOON, TIME_MOVED))}
    of_6 = {each for each in told if each.endswith(":6")}
    assert of_6
    assert (asked, of_6, asked | told) == (
        subjects(step_reminders(stage.state, "5")),
        subjects(step_reminders(stage.state, "6")),
        subjects(open_reminders(stage.state)),
    )


@pytest.mark.parametrize(
    ("intent", "by"),
    [
        (i.StartStep(step="5"), p.DBA),
        (i.FinishStep(step="5"), p.DBA),
        (i.FailStep(step="5", reason="disk"), p.DBA),
        (i.SkipStep(step="5", reason="known"), p.ANA),
        (i.DelayStep(step="5", minutes=10), p.DBA),
        (i.Snooze(step="5", minutes=10), p.DBA),
        (i.Hold(reason="slow"), p.ANA),
        (i.Cancel(reason="no"), p.ANA),
        (i.HandOver(role="DBA", to=p.DEV.id), p.ANA),
    ],
)
def test_a_press_brings_the_reminders_up_to_date(intent: i.Intent, by: Person) -> None:
    """Whatever it changes of what they say or offer."""
    stage = called()
    passes(stage, 3)
    stage.do(intent, by)
    kinds = {each.kind for each in stage.effects() if isinstance(each, RewriteMessages)}
    assert MessageKind.REMINDER in kinds


def test_more_time_answers_a_snooze_that_is_over() -> None:
    """Whoever was reminded again and says how much later it will be is not reminded at once once more."""
    stage = called()
    passes(stage, 2)
    stage.do(i.Snooze(step="5", minutes=10), p.DBA)
    passes(stage, 13)
    stage.do(i.DelayStep(step="5", minutes=20), p.DBA)
    assert [] == passes(stage, 20)


def test_after_a_hold_a_call_that_was_reminded_of_is_so_again() -> None:
    """Nobody is silent for ever because a hold came between."""
    stage = called()
    passes(stage, 6)
    stage.do(i.Hold(reason="slow"), p.ANA)
    passes(stage, 20)
    stage.do(i.Resume(), p.ANA)
    assert [(22, UNSTARTED_OWNER, [p.DBA.id]), (25, UNSTARTED_LEAD, LEADS)] == passes(stage, 40)
    stage.do(i.StartStep(step="5"), p.DBA)
    rewritten = [each for each in stage.effects() if isinstance(each, RewriteMessages)]
    assert 4 == len([each for each in rewritten if "unstarted" in each.subject])


def test_after_a_rollback_question_a_call_has_its_minutes_anew() -> None:
    """Nobody could start while it was open, and nobody hears that the bot was away."""
    stage = called()
    stage.do(i.FinishStep(step="5"), p.DBA)
    passes(stage, 3)
    stage.do(i.RequestRollback(reason="slow"), p.DBA)
    assert [] == passes(stage, 12)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="it is not", ask_again=time(23, 40)), p.ANA)
    assert [(14, UNSTARTED_OWNER, [p.DEV.id]), (17, UNSTARTED_LEAD, LEADS)] == passes(stage, 18)
    assert not [each for each in stage.events if isinstance(each, e.CaughtUp)]


@pytest.mark.parametrize(("minutes", "asked"), [(0, 2), (1, 2), (2, 2), (3, 3)])
def test_nobody_is_asked_who_has_only_just_begun(minutes: int, asked: int) -> None:
    """A step of no minutes has two; the lead hears five minutes after its end, as of any."""
    short = p.phase_of(p.DEPLOYING.phase, (("5", "Flip the switch", "DBA", minutes),))
    stage = Stage(replace(p.web_shop(), phases=(p.PREPARING, short, p.VERIFYING))).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [(asked, DUE, [p.DBA.id]), (minutes + 5, OVERRUN, LEADS)] == passes(stage, 20)


@pytest.mark.parametrize("role", ["DBA", "the DBA"])
@pytest.mark.parametrize("owner", ["DBA", "DBA + DevOps"])
def test_who_is_handed_a_call_is_reminded_of_it(role: str, owner: str) -> None:
    """Two minutes after that, though who had it before was reminded; the lead hears who is silent now."""
    one = p.phase_of(p.DEPLOYING.phase, (("5", "Run database migrations", owner, 10),))
    plan = replace(p.web_shop(), phases=(p.PREPARING, one, p.VERIFYING))
    people = p.roles(**{owner.replace(" ", "_"): Holders(people=(p.DBA,))})
    stage = Stage(plan, dict(people)).to_deploying()
    assert [2, 5] == [at for at, _, _ in passes(stage, 6)]
    stage.roles = dict(
        p.roles(**{each.replace(" ", "_"): Holders(people=(p.NED,)) for each in ("DBA", owner)})
    )
    stage.do(i.HandOver(role=role, to=p.NED.id), p.ANA)
    stage.wake(ROLES_TIMER)
    assert [(8, UNSTARTED_OWNER, [p.NED.id]), (11, UNSTARTED_LEAD, LEADS)] == passes(stage, 40)
    assert not [each for each in stage.events if isinstance(each, e.CaughtUp)]


def test_who_is_handed_what_runs_is_asked_when_it_is_due() -> None:
    """Its minutes go on."""
    stage = running()
    passes(stage, 6)
    stage.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    assert [10, 15] == [at for at, _, _ in passes(stage, 30)]
