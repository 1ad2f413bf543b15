from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.people import Group, Holders
from bot.domain.people_progress import with_bound, with_handed, with_left, with_renamed, with_returned
from bot.domain.state import LEAD, Deployment
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

LATER = p.T0 + timedelta(minutes=5)
DBAS = Group(id="S1", handle="dba-team", members=(p.DBA.id,))
HANDED = e.RoleHanded(at=LATER, by=p.ANA, role="DBA", to=p.NED, was=(p.DBA,))


@pytest.fixture(scope="module")
def state() -> Deployment:
    """A run whose DBAs are a group with a deputy."""
    held = Holders(people=(p.DBA,), deputies=(p.NED, p.SAM), groups=(DBAS,))
    return Stage(roles=dict(p.roles(DBA=held))).to_deploying().state


def test_who_stands_for_what_is_taken_over_whole(state: Deployment) -> None:
    """Roles that are not named any more are gone, and whom the plan meant stays known."""
    roles = {"dba": Holders(people=(p.NED,))}
    known = replace(state, meant={"@dba": "U04"})
    bound = e.RolesBound(at=LATER, by=None, roles=roles, meant={"@ned": "U14"})
    assert (roles, {"@ned": "U14"}) == (with_bound(known, bound).roles, with_bound(known, bound).meant)


def test_an_event_from_before_ids_were_kept_leaves_them(state: Deployment) -> None:
    """What it does not say was not changed by it."""
    known = replace(state, meant={"@dba": "U04"})
    assert {"@dba": "U04"} == with_bound(known, e.RolesBound(at=LATER, by=None, roles={})).meant


@pytest.mark.parametrize("leaves_groups", [True, False])
def test_whoever_takes_over_is_nobodys_deputy(state: Deployment, leaves_groups: bool) -> None:
    """The other deputies stay; the group holds the role on only in events from before that was decided."""
    after = with_handed(state, replace(HANDED, leaves_groups=leaves_groups))
    held = after.holders("DBA")
    assert ((p.NED,), (p.SAM,)) == (held.people, held.deputies)
    assert (() if leaves_groups else (DBAS,)) == held.groups
    assert p.NED in after.handed.values()
    assert state.holders("DevOps") == after.holders("DevOps")


def test_a_new_lead_was_seen_when_they_became_it(state: Deployment) -> None:
    """Their silence counts from then on; another role's is nobody's sign of life."""
    assert LATER == with_handed(state, replace(HANDED, role=LEAD)).lead_seen
    assert state.lead_seen == with_handed(state, HANDED).lead_seen


def test_a_departure_is_over_for_the_one_who_is_back(state: Deployment) -> None:
    """Others who left stay away, and one that ended before keeps its time."""
    for person in (p.DBA, p.DEV):
        left = e.PersonLeft(
            at=p.T0, by=None, person=person, roles=("x",), deputy_for=(), waits=("step 5",), is_news=True
        )
        state = with_left(state, left)
    back = with_returned(state, e.PersonReturned(at=LATER, by=None, person=p.DBA, roles=("x",)))
    assert [(p.DBA, LATER), (p.DEV, None)] == [(each.person, each.returned_at) for each in back.departures]
    assert [("x",), ("step 5",)] == [back.departures[0].roles, back.departures[0].waits]
    again = with_returned(back, e.PersonReturned(at=p.END, by=None, person=p.DBA, roles=()))
    assert back == again


def test_a_new_name_is_said_for_each_way_they_are_written(state: Deployment) -> None:
    """The last one holds, and other people's stay."""
    for now in ("@ana.w", "@ana.x"):
        event = e.PersonRenamed(at=LATER, by=None, user="U01", was="@ana", now=now, keys=("@ana", "Ana"))
        state = with_renamed(replace(state, called={**state.called, "@sam": "@sammy"}), event)
    assert {"@sam": "@sammy", "@ana": "@ana.x", "Ana": "@ana.x"} == state.called
