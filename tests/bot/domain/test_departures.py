from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.facts import Whereabouts
from bot.domain.lifecycle import decide
from bot.domain.people import Holders, Person
from bot.domain.plan import EscalationContact, TeamMember
from bot.domain.refusals import Because, Refusal
from bot.domain.run import ROLES_TIMER
from bot.domain.state import LEAD, Lifecycle
from bot.domain.waiting import waiting_for
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


def left(stage: Stage) -> e.PersonLeft:
    """The one departure of the last decision."""
    (found,) = [event for event in stage.last if isinstance(event, e.PersonLeft)]
    return found


def test_who_left_is_noted_with_roles_and_what_waits() -> None:
    """A role that the plan names twice is told once; the step that was called waits."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    assert (p.DBA, ("DBA",), (), ("step 5 Run database migrations",), True) == (
        left(stage).person,
        left(stage).roles,
        left(stage).deputy_for,
        left(stage).waits,
        left(stage).is_news,
    )
    stage.leaves(p.DEV)
    assert ("DevOps",) == left(stage).roles


@pytest.mark.parametrize(
    ("state", "person", "waits"),
    [
        (Lifecycle.IN_REVIEW, p.SEC, ("Security Sign-off",)),
        (Lifecycle.APPROVED, p.ANA, ("Begin",)),
        (Lifecycle.APPROVED, p.DBA, ()),
    ],
)
def test_what_waits_is_in_words(state: Lifecycle, person: Person, waits: tuple[str, ...]) -> None:
    """Sign-offs by their name, the lead's questions by what is to be done."""
    stage = at_state(state)
    stage.leaves(person)
    assert waits == left(stage).waits[:1]


def test_a_deputy_is_told_as_one() -> None:
    """Who would stand in for the lead is gone; the lead is told."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.SAM)
    assert ((), (LEAD,)) == (left(stage).roles, left(stage).deputy_for)
    assert PostMessage(kind=MessageKind.DEPARTURE, subject="left:1", to=p.ANA.id) in stage.effects()


def told(stage: Stage) -> set[str]:
    """Who is told directly because of the last decision."""
    posts = (effect for effect in stage.effects() if isinstance(effect, PostMessage))
    return {post.to for post in posts if post.kind is MessageKind.DEPARTURE}


def test_the_lead_is_told_and_else_deputy_and_dev_lead() -> None:
    """Whoever can do something about it; the thread is told in any case."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    assert {p.ANA.id} == told(stage)
    assert MessageKind.LOG in {each.kind for each in stage.effects() if isinstance(each, PostMessage)}
    stage.leaves(p.ANA)
    assert {p.SAM.id, p.LEE.id} == told(stage)


def test_questions_are_rewritten_for_those_who_remain() -> None:
    """The step's message, the status, and what the lead was told of others who left."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    kinds = {each.kind for each in stage.effects() if isinstance(each, RewriteMessages)}
    assert {MessageKind.STEP, MessageKind.STATUS} <= kinds
    assert (p.ANA, p.SAM) == stage.state.lead.all
    assert ["5 Run database migrations"] == [
        waited.subject for waited in waiting_for(stage.state, stage.plan, p.ANA.id)
    ]


def test_it_is_noted_once() -> None:
    """The same news again, or another binding, changes nothing."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    assert () == stage.wake(ROLES_TIMER)


def test_who_stands_for_nothing_is_not_noted() -> None:
    """The author wrote the plan and acts in nothing of it."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.TESS)
    assert [e.RolesBound] == [type(event) for event in stage.last]


@pytest.mark.parametrize("state", [Lifecycle.COMPLETED, Lifecycle.CANCELLED])
def test_a_closed_deployment_hears_nothing(state: Lifecycle) -> None:
    """Nobody is needed any more."""
    stage = at_state(state)
    stage.leaves(p.ANA)
    assert () == stage.last


def test_a_rolled_back_deployment_hears_until_it_is_unlocked_and_followed_up() -> None:
    """The lead is needed to release the lock, an owner for the post-mortem; afterwards nobody."""
    stage = at_state(Lifecycle.ROLLED_BACK)
    stage.leaves(p.ANA)
    assert [p.ANA] == [event.person for event in stage.last if isinstance(event, e.PersonLeft)]
    follow_up = next(step for step in stage.plan.rollback_steps if step.is_follow_up)
    stage.do(i.FinishStep(step=follow_up.number), p.SAM)
    stage.leaves(p.DBA)
    assert [p.DBA] == [event.person for event in stage.last if isinstance(event, e.PersonLeft)]
    stage.do(i.Unlock(reason="mended"), p.SAM)
    stage.leaves(p.SAM)
    assert () == stage.last


def test_who_is_back_holds_again() -> None:
    """Said once, with the roles; what they were told meanwhile is brought up to date."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    stage.returns(p.DBA)
    assert e.PersonReturned(at=stage.at, by=None, person=p.DBA, roles=("DBA",)) in stage.last
    assert {} == stage.state.left
    assert (p.DBA,) == stage.state.holders("DBA").people
    assert RewriteMessages(kind=MessageKind.DEPARTURE) in stage.effects()
    assert () == stage.wake(ROLES_TIMER)
    stage.leaves(p.DBA)
    assert PostMessage(kind=MessageKind.DEPARTURE, subject="left:2", to=p.ANA.id) in stage.effects()


def test_approvals_of_who_left_stay() -> None:
    """A given approval is an event of the past."""
    stage = at_state(Lifecycle.APPROVED)
    given = stage.state.signoffs
    stage.leaves(p.SEC, p.CARLA)
    assert (given, Lifecycle.APPROVED) == (stage.state.signoffs, stage.state.state)


def test_who_had_left_before_is_no_news() -> None:
    """A plan that names them is opened all the same; its status tells it, neither log nor lead is told."""
    stage = Stage()
    everybody = stage.roles
    stage.roles = {**everybody, "ops manager": Holders(), "ops": Holders()}
    stage.whereabouts = Whereabouts(gone=frozenset({p.OMAR.id}), unless_gone=everybody)
    stage.open()
    assert (False, ("Ops Manager",)) == (left(stage).is_news, left(stage).roles[:1])
    assert [MessageKind.STATUS] == [each.kind for each in stage.effects() if isinstance(each, PostMessage)]
    assert (p.OMAR,) == stage.state.who_left("Ops")


def test_an_amendment_that_names_somebody_who_left_says_so() -> None:
    """It is taken, for the DBA signs nothing, and told at once: somebody else must be found."""
    stage = Stage().open()
    everybody = stage.roles
    stage.roles = {**everybody, "dba": Holders(deputies=(p.NED,))}
    stage.whereabouts = Whereabouts(gone=frozenset({p.DBA.id}), unless_gone=everybody)
    stage.writes(replace(stage.plan, flags=(p.flag("express"),)))
    stage.do(i.Amend(text="changed"), p.ANA)
    stage.do(i.AcceptAmendment(), p.ANA)
    assert (p.DBA, True) == (left(stage).person, left(stage).is_news)


def test_the_deputy_is_asked_for_the_approval_of_who_left() -> None:
    """Who deputises for CAB gets the request, at once."""
    stage = Stage(roles=dict(p.roles(CAB=Holders(people=(p.CARLA,), deputies=(p.NED,))))).to_review()
    stage.leaves(p.CARLA)
    assert p.NED.id in {
        effect.to
        for effect in stage.effects()
        if isinstance(effect, PostMessage) and effect.kind is MessageKind.REVIEW
    }


def test_submit_says_who_left() -> None:
    """What stands against a plan is that somebody left, not that nobody was named."""
    stage = Stage().open()
    stage.leaves(p.ANA, p.SAM, p.OMAR)
    text = stage.refused(i.Submit(), p.PAUL).text
    assert "Ana Ruiz has left Slack: name the Deployment Lead as @handle in 1.2" in text
    assert "nobody stands for “Ops Manager” (Omar Haddad has left Slack)" in text


def test_whoever_left_may_do_nothing() -> None:
    """Also what a role allows that still names them: the account is closed."""
    stage = at_state(Lifecycle.DEPLOYING)
    facts = replace(stage.facts(p.DBA), actor_left=True)
    for intent in (i.FinishStep(step="5"), i.AddNote(text="here"), i.Hold(reason="x")):
        decision = decide(stage.state, intent, facts)
        assert isinstance(decision, Refusal)
        assert "deactivated" in decision.text


def test_the_dev_lead_takes_over_where_nobody_leads() -> None:
    """At once with lead and deputy gone; where only the lead is, the deputy leads."""
    stage = at_state(Lifecycle.DEPLOYING)
    hand = i.HandOver(role=LEAD, to=p.LEE.id)
    stage.leaves(p.ANA)
    assert Because.NOT_YOURS is stage.refused(hand, p.LEE).because
    stage.leaves(p.SAM)
    stage.do(hand, p.LEE)
    assert (p.LEE,) == stage.state.lead.people


def test_a_role_that_lost_everybody_can_be_handed() -> None:
    """Though nobody stands for it any more, the lead may name somebody."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.leaves(p.DBA)
    stage.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    assert (p.NED,) == stage.state.holders("DBA").people


def test_the_owner_of_an_added_step_left() -> None:
    """The step is the lead's to record, or is handed over; whoever took it over and left counts no more."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.named = (p.NED,)
    stage.do(i.AddStep(after="5", action="Warm the cache", owner=p.NED.id, minutes=5), p.ANA)
    stage.leaves(p.NED)
    owner = stage.state.added[0].step.owner
    assert (owner,) == left(stage).roles
    assert () == stage.state.holders(owner).people
    stage.named = (p.DREW,)
    stage.ask(i.HandOver(role=owner, to=p.DREW.id), p.ANA)
    assert (p.DREW,) == stage.state.holders(owner).people


def renaming(stage: Stage, **called: str) -> tuple[e.Event, ...]:
    """The plan writes Dora as @dba and by name; Slack calls her so now."""
    kinds = {"handle": "handle:dba", "name": "name:dora nagy"}
    keys = {kinds[kind]: name for kind, name in called.items()}
    stage.whereabouts = Whereabouts(meant=dict.fromkeys(kinds.values(), p.DBA.id), called=keys)
    return stage.wake(ROLES_TIMER)


@pytest.fixture
def written() -> Stage:
    """A plan that writes Dora Nagy by her handle and by her name."""
    member = TeamMember(role="DBA", name="@dba", contact="", deputy="", responsibility="", line=0)
    contact = EscalationContact(
        level="L1", contact="Second DBA (Dora Nagy)", phone="1234567", when="", pagerduty="", line=0
    )
    plan = replace(p.web_shop(), team=(member,), contacts=(contact,))
    stage = Stage(plan).open()
    renaming(stage, handle="@dba", name="Dora  NAGY")
    return stage


def test_a_changed_handle_is_told_once(written: Stage) -> None:
    """From what the plan writes to what it is now, then from there; case and spacing are no change."""
    first = e.PersonRenamed(at=written.at, by=None, user="U04", was="@dba", now="@dora", keys=("handle:dba",))
    assert (first,) == renaming(written, handle="@dora")
    assert () == renaming(written, handle="@Dora")
    second = replace(first, was="@dora", now="@dba")
    assert (second,) == renaming(written, handle="@dba")


def test_who_left_is_not_renamed(written: Stage) -> None:
    """An account that was closed is called something else by Slack; nobody need know."""
    written.whereabouts = replace(
        written.whereabouts, called={"handle:dba": "@deactivated"}, gone=frozenset({p.DBA.id})
    )
    assert [] == [each for each in written.wake(ROLES_TIMER) if isinstance(each, e.PersonRenamed)]
