from bot.domain import events as e, intents as i
from bot.domain.people import Person
from bot.domain.run import GO_TIMER
from commands.blocks.sentences import SENTENCES, sentence, told
from tests.bot.domain import plans as p
from tests.commands.blocks.stories import stage


def test_every_event_has_its_sentence() -> None:
    """No event that the domain knows is left without words."""
    known = {each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)}
    assert known - {e.Event} == set(SENTENCES)


def test_sentences_of_a_whole_run_are_whole() -> None:
    """Every event of a run to Completed or Rolled back reads as a sentence without its full stop."""
    for story in (stage().to_completed(), stage().to_rolled_back()):
        for event in story.events:
            text = sentence(event, story.state, story.plan)
            assert text[0].isupper()
            assert text[-1] not in ".,: "


def test_done_is_told_without_the_start_that_came_with_it() -> None:
    """Who presses Done hears that it is done and who is called, not that it was started."""
    story = stage().to_deploying()
    events = story.do(i.FinishStep(step="5", note="12 s"), p.DBA)
    assert [
        "Step 5, Run database migrations, is done: “12 s”",
        "Step 6, Deploy application, is called: Devi Rao",
    ] == told(events, story.state, story.plan)


def test_a_start_alone_is_told() -> None:
    """Who presses Start hears that it was started."""
    story = stage().to_deploying()
    events = story.do(i.StartStep(step="5"), p.ANA)
    expected = ["Step 5, Run database migrations, started (recorded for Dora Nagy)"]
    assert expected == told(events, story.state, story.plan)


def test_a_go_says_when_deploying_begins() -> None:
    """An early Go says when it takes effect, one that is due that it has."""
    story = stage().to_go()
    early = story.do(i.Go(), p.ANA)
    assert ["Go: deploying begins at 23:00 CET"] == told(early, story.state, story.plan)
    due = stage().to_deploying()
    assert [
        "Go: deploying began at 23:00 CET",
        "Step 5, Run database migrations, is called: Dora Nagy",
    ] == told(due.last, due.state, due.plan)


def test_a_go_that_waited_says_when_it_takes_effect() -> None:
    """At T-0, long after Go, it is told that deploying began."""
    story = stage().to_go()
    story.do(i.Go(), p.ANA)
    story.at = p.T0
    assert "Deploying began" == told(story.wake(GO_TIMER), story.state, story.plan)[0]


def test_a_restore_is_told_without_the_step_that_it_leaves_out() -> None:
    """What takes the place of which step is said once; a step that is skipped for itself is told."""
    story = stage().to_rolling_back()
    story.do(i.FailStep(step="R2", reason="no answer"), p.ANA)
    events = story.do(i.RestoreFromBackup(step="R2", reason="damaged"), p.ANA)
    assert any(isinstance(event, e.StepSkipped) for event in events)
    said = told(events, story.state, story.plan)
    assert "Step R2a, Restore from backup, takes the place of step R2: “damaged”" in said
    assert not [text for text in said if "skipped" in text]
    assert "skipped" in told(story.do(i.SkipStep(step="R2a", reason="no"), p.ANA), story.state, story.plan)[0]


def test_an_answer_to_several_sign_offs_is_told_once() -> None:
    """Whoever holds two rows approves both with one comment, which stands there once; so does withdrawing."""
    story = stage().to_review()
    events = story.do(i.GiveSignOff(comment="fine"), p.PIA)
    assert ["UAT Sign-off, Product Owner approved: “fine”"] == told(events, story.state, story.plan)
    events = story.do(i.WithdrawSignOff(), p.PIA)
    assert "UAT Sign-off, Product Owner: the approval is withdrawn" in told(events, story.state, story.plan)


def test_who_is_released_is_called() -> None:
    """Those alone whom it concerns; of very many the first."""
    people = tuple(Person(id=f"U2{n:02}", name=f"Op {n}") for n in range(10))
    story = stage().to_deploying()
    for first, expected in ((people[:1], "<@U200>"), (people[:2], "<@U200>, <@U201>")):
        event = e.PeopleReleased(at=p.T0, by=None, people=first)
        said = sentence(event, story.state, story.plan)
        assert f"Released: {expected}, nothing more needs them" == said
    many = sentence(e.PeopleReleased(at=p.T0, by=None, people=people), story.state, story.plan)
    assert "<@U207> and 2 more, nothing" in many
