from collections.abc import Callable, Mapping

import pytest

from bot.deciding import Outcome
from bot.document.findings import Finding, Level
from bot.domain import events as e, intents as i
from bot.domain.refusals import Because, Refusal
from bot.domain.roster import Roster, RosterRole
from bot.domain.waiting import waiting_for
from bot.queries import Known
from commands.blocks import answers, listing
from commands.blocks.kit import Content
from commands.blocks.limits import problems
from commands.words import TABLE
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.extremes import EXTREMES, stretched
from tests.commands.blocks.readable import blocks_of, named

ROSTER = Roster(
    roles={
        "dba": RosterRole(role="DBA", people=("U04",), deputies=("U03",)),
        "cab": RosterRole(role="CAB", people=("S01", "U10")),
        "cto": RosterRole(role="CTO"),
    }
)
ERROR = Finding(line=12, level=Level.ERROR, text="the version is still {X.Y.Z}")
WARNING = Finding(line=40, level=Level.WARNING, text="step 6 has *no* way back")


def _known(story: Stage, *undelivered: str) -> Known:
    return Known(state=story.state, plan=story.plan, undelivered=undelivered)


def _outcome(story: Stage) -> Outcome:
    return Outcome(events=story.last, state=story.state, plan=story.plan)


def _mine(story: Stage, user: str) -> Content:
    return answers.mine([(_known(story), waiting_for(story.state, story.plan, user))])


def _approved_by_one() -> Stage:
    story = s.stage().to_review()
    story.do(i.GiveSignOff(comment="fine"), p.PIA)
    return story


def _much(count: int) -> Content:
    story = s.stage().to_deploying()
    notes = tuple(e.NoteAdded(at=story.at, by=p.ANA, text=f"call {number}") for number in range(count))
    return answers.accepted(Outcome(events=notes, state=story.state, plan=story.plan))


def _failed_on_hold() -> Stage:
    story = s.stage().to_deploying()
    story.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    story.do(i.Hold(reason="looking at it"), p.OMAR)
    return story


ANSWERS: Mapping[str, Callable[[], Content]] = {
    "help": answers.help_,
    "start-typed": answers.start_typed,
    "refused": lambda: answers.refusal(
        Refusal(Because.NOT_YOURS, "Only *Ana* may <go>:\n• ask Ana Ruiz, `/deploy status`.")
    ),
    "accepted": lambda: answers.accepted(_outcome(_approved_by_one())),
    "accepted-nothing": lambda: answers.accepted(Outcome(state=s.stage().open().state, plan=s.web_shop())),
    "accepted-much": lambda: _much(14),
    "started": lambda: answers.started(_outcome(s.stage().open()), ()),
    "started-with-findings": lambda: answers.started(_outcome(s.stage().open()), (WARNING, ERROR)),
    "started-with-many": lambda: answers.started(_outcome(s.stage().open()), (WARNING,) * 6),
    "status": lambda: answers.status(_known(s.stage().to_deploying())),
    "status-undelivered": lambda: answers.status(_known(s.stage().open(), "review: user_not_found")),
    "list": lambda: listing.open_list([_known(s.stage().to_deploying()), _known(s.stage().to_review())]),
    "list-empty": lambda: listing.open_list(()),
    "mine-review": lambda: _mine(s.stage().to_review(), p.PIA.id),
    "mine-step": lambda: _mine(s.stage().to_deploying(), p.DBA.id),
    "mine-failed-on-hold": lambda: _mine(_failed_on_hold(), p.DBA.id),
    "mine-begin": lambda: _mine(s.stage().to_approved(), p.ANA.id),
    "mine-confirm": lambda: _mine(s.stage().to_confirming(), p.QUINN.id),
    "mine-empty": lambda: _mine(s.stage().to_review(), p.STRANGER.id),
    "roster": lambda: answers.roster(ROSTER),
    "roster-empty": lambda: answers.roster(Roster()),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_read_as_agreed(name: str) -> None:
    """Each answer reads as its golden file."""
    content = ANSWERS[name]()
    lines = [f"(text) {content.text}", *blocks_of(content.json)]
    compare(f"answers/{name}", named("\n".join(lines)) + "\n")


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_stay_within_the_limits(name: str) -> None:
    """Slack takes each answer."""
    content = ANSWERS[name]()
    assert [] == problems(content.text, content.json)


@pytest.mark.parametrize("words", EXTREMES.values())
def test_long_answers_stay_within_the_limits(words: str) -> None:
    """Fifty deployments of the longest names, and all that waits for one person in them, can be told."""
    message = stretched(s.status(s.stage().to_review()), words)
    known = Known(state=message.state, plan=message.plan, undelivered=(words,) * 30)
    asks = waiting_for(message.state, message.plan, p.SEC.id)
    role = RosterRole(role=words, people=("U04",) * 30, deputies=("S01",) * 30)
    roster = Roster(roles={str(number): role for number in range(60)})
    for content in (
        listing.open_list([known] * 50),
        answers.mine([(known, asks)] * 50),
        answers.roster(roster),
        answers.status(known),
        answers.refusal(Refusal(Because.UNKNOWN, words * 20)),
        answers.started(Outcome(state=message.state), [Finding(1, Level.ERROR, words)] * 50),
    ):
        assert [] == problems(content.text, content.json)


@pytest.mark.parametrize(("count", "more"), [(6, False), (7, True)])
def test_what_has_no_room_is_counted(count: int, *, more: bool) -> None:
    """Six sentences are said in full; of more the others are counted, and where they stand is said."""
    said = _much(count).text
    assert "Note: “call 5”." in said
    assert more is said.endswith("“call 5”. … and 1 more: the thread has them.")


def test_help_has_every_word_that_can_be_typed() -> None:
    """A word that can be typed now stands in the help once, and no other word does."""
    told = [word for words in answers.HELP.values() for word in words]
    assert sorted(word.word for word in TABLE if word.word != "help") == sorted(told)


def test_an_outcome_without_a_deployment_is_no_answer() -> None:
    """What was accepted left a deployment; anything else is a defect."""
    with pytest.raises(ValueError, match="leaves a deployment"):
        answers.accepted(Outcome())
    with pytest.raises(ValueError, match="leaves a deployment"):
        answers.started(Outcome(), ())
