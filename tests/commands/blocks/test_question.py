from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings, strategies as st

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.electorate import electorate
from bot.domain.people import Holders, Person
from bot.domain.plan import Dashboard, Severity
from bot.domain.question_parts import Choice
from bot.domain.react_open import QUESTION
from commands.blocks.actions import ActionId
from commands.blocks.render import render
from tests.bot.domain import asking as a, ladders as la, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.gallery import GALLERY, names
from tests.commands.blocks.gallery_question import asked
from tests.commands.blocks.readable import readable


@pytest.mark.parametrize("name", names("question"))
def test_reads_as_agreed(name: str) -> None:
    """The message in this state reads as its golden file."""
    compare(name, readable(render(GALLERY[name]())))


def test_a_round_that_never_was_is_none() -> None:
    """A message of another round than those that there are is an error, not another round's answer."""
    stage = asked()
    with pytest.raises(LookupError, match="decision:7"):
        render(s.message(stage, MessageKind.QUESTION, "decision:7"))


def test_links_that_have_no_room_are_counted() -> None:
    """As many parts of small print as Slack takes, then how many are left."""
    stage = asked()
    many = tuple(
        Dashboard(name=f"Board {number}", url=f"https://grafana.example.com/{'d' * 100}/{number}", line=0)
        for number in range(200)
    )
    message = s.message(stage, MessageKind.QUESTION, "decision:1")
    shown = readable(render(replace(message, plan=replace(message.plan, dashboards=many))))
    assert 4 == shown.count("(small) ")
    assert "more in 8.2 of the plan" in shown


Key = tuple[MessageKind, str, str]
"""What tells one copy from another: its kind, its subject, to whom it went."""


@dataclass
class Conversations:
    """Every copy that asks whether to roll back, and which of them have the buttons."""

    stage: Stage
    copies: dict[Key, bool] = field(default_factory=dict)

    def follow(self) -> None:
        """Takes what the last decision posts, and looks at all copies as they stand now."""
        effects = self.stage.effects()
        posted = {
            (each.kind, each.subject, each.to): True
            for each in effects
            if isinstance(each, PostMessage) and _is_asking(each)
        }
        rewritten = [each for each in effects if isinstance(each, RewriteMessages)]
        for key in {**self.copies, **posted}:
            kind, subject, to = key
            shown = render(s.message(self.stage, kind, subject, to))
            has_buttons = ActionId.VOTE_ROLLBACK.value in shown.body
            if key not in posted and has_buttons is not self.copies[key]:
                assert any(each.kind is kind and each.subject in {"", subject} for each in rewritten), key
            self.copies[key] = has_buttons

    def check(self) -> None:
        """Whoever is asked, and the thread, has the buttons once; nobody has them twice."""
        question = self.stage.state.question
        found = [to for (_, _, to), has_buttons in self.copies.items() if has_buttons]
        assert sorted(set(found)) == sorted(found)
        if question is None:
            assert [] == found
            return
        asked = electorate(self.stage.state, self.stage.plan).asked(question.votes)
        assert {"", *(person.id for person in asked)} <= set(found)


def _is_asking(post: PostMessage) -> bool:
    is_reminder = post.kind is MessageKind.REMINDER and post.subject.startswith(QUESTION)
    return is_reminder or post.kind in {MessageKind.QUESTION, MessageKind.ESCALATION}


VOTERS = (p.ANA, p.SAM, p.LEE, la.MANAGER, p.DBA)
LEVELS = {
    "telephones": Holders(unknown=("Jo Blake (+1 212 555 0203)",)),
    "the lead": Holders(people=(p.ANA,)),
    "others": Holders(people=(la.ON_CALL,), deputies=(la.SECOND,)),
}
MOVES = st.lists(
    st.one_of(
        st.integers(1, 9),
        st.tuples(st.sampled_from(VOTERS), st.sampled_from(Choice)),
        st.tuples(st.sampled_from(VOTERS), st.sampled_from(Severity)),
        st.tuples(st.sampled_from([*VOTERS, la.ON_CALL]), st.sampled_from([i.Acknowledge(), i.PassOn()])),
    ),
    max_size=8,
)


def asked_by(severity: Severity, *holders: str) -> Stage:
    """A question at this severity, with three levels: the first and the last as said, and Max."""
    rows = (
        la.row("L1", "On call", "First response"),
        la.row("L2", "Manager", "> 10 min issue"),
        la.row("L3", "CTO", "Critical outage"),
    )
    first, last = (LEVELS[name] for name in holders)
    stage = la.stage_with(la.plan_with(*rows), On_call=first, CTO=last)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=severity, reason=a.WHY), p.DEV)
    return stage


def moved(stage: Stage, conversations: Conversations, move: object) -> None:
    """Minutes go by, each clock at its time; or somebody does something, if they may."""
    match move:
        case int(minutes):
            until = stage.at + minutes * a.MINUTE
            while (due := next_due(stage.state, stage.plan)) and due <= until:
                stage.at = max(stage.at, due)
                stage.wake(AGENDA_TIMER)
                conversations.follow()
            stage.at = until
            return
        case (Person() as person, Choice() as choice):
            stage.ask(i.CastVote(choice=choice, reason="so it is"), person)
        case (Person() as person, Severity() as severity):
            stage.ask(i.ChangeSeverity(severity=severity, reason="so it is"), person)
        case (Person() as person, i.Acknowledge() | i.PassOn() as answer):
            stage.ask(answer, person)
    conversations.follow()


@settings(deadline=None)
@given(
    severity=st.sampled_from(Severity),
    holders=st.tuples(st.sampled_from([*LEVELS]), st.sampled_from([*LEVELS])),
    moves=MOVES,
)
def test_the_buttons_stand_once_in_each_conversation(
    severity: Severity, holders: tuple[str, str], moves: list[object]
) -> None:
    """However often somebody is asked, reminded or called: the newest message has them."""
    stage = asked_by(severity, *holders)
    conversations = Conversations(stage)
    conversations.follow()
    conversations.check()
    for move in moves:
        moved(stage, conversations, move)
        conversations.check()
