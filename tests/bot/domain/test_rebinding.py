from dataclasses import replace

import pytest

from bot.domain import events as e
from bot.domain.facts import Story, Whereabouts
from bot.domain.people import Holders, Person
from bot.domain.rebinding import bind_anew
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

NEW = dict(p.roles(DBA=Holders(people=(p.NED,))))


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage().to_deploying()


def test_what_is_as_before_is_no_event(stage: Stage) -> None:
    """Nothing changed, nothing posted."""
    story = Story(stage.state)
    bind_anew(story, replace(stage.facts(None), roles=stage.state.roles), None)
    assert () == story.events


@pytest.mark.parametrize("by", [None, p.ANA])
def test_who_stands_for_a_role_now_is_an_event(stage: Stage, by: Person | None) -> None:
    """It says who brought it about, and the state has them from then on."""
    story = Story(stage.state)
    bind_anew(story, replace(stage.facts(None), roles=NEW), by)
    (event,) = story.events
    assert isinstance(event, e.RolesBound)
    assert (by, stage.at, (p.NED,)) == (event.by, event.at, story.state.holders("DBA").people)


def test_whom_a_written_person_was_found_to_be_stays_known(stage: Stage) -> None:
    """Also those whom this revision does not name; a newer finding comes before an older."""
    known = replace(stage.state, meant={"@dba": "U04", "@dev": "U03"})
    story = Story(known)
    found = Whereabouts(meant={"@dba": "U14"})
    bind_anew(story, replace(stage.facts(None), roles=known.roles, whereabouts=found), None)
    assert {"@dba": "U14", "@dev": "U03"} == story.state.meant
    bind_anew(story, replace(stage.facts(None), roles=known.roles, whereabouts=Whereabouts()), None)
    assert 1 == len(story.events)
