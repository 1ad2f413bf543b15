from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.agenda.item import key
from bot.domain.agenda.presence import ASKED, DEPUTIES, LEAD_TOLD, subject_of
from bot.domain.agenda_events import Fate
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.react_presence import person_is_on
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state


def test_all_that_names_who_is_missing_is_rewritten() -> None:
    """Their own request, not another's; the lead's and the deputies' messages, and Go's question."""
    state = at_state(Lifecycle.PRE_DEPLOYMENT).state
    own, other = (key(ASKED, subject_of(state, person.id)) for person in (p.DBA, p.DEV))
    named = [key(rule, subject_of(state)) for rule in (LEAD_TOLD, DEPUTIES)]
    state = replace(state, go_asked=True, came_due=dict.fromkeys((own, other, *named), Fate.ON_TIME))
    effects = person_is_on(state, e.PersonIsOn(at=p.T0, by=p.DBA), p.web_shop())
    reminders = [RewriteMessages(kind=MessageKind.REMINDER, subject=each) for each in (own, *named)]
    assert [*reminders, RewriteMessages(kind=MessageKind.GO)] == effects


def test_the_status_shows_it() -> None:
    """The thread does not repeat it."""
    stage = at_state(Lifecycle.APPROVED)
    stage.do(i.SayOn(), p.DBA)
    assert (RewriteMessages(kind=MessageKind.STATUS),) == stage.effects()
