from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.binding import Known, RosterEntry, bind, lookup_key, texts, unfilled_roles, written_people
from bot.domain.people import Group, Holders, Person, holders_of, one_role_text
from bot.domain.plan import CheckpointKind, Plan, Severity
from bot.domain.roles import people_in
from bot.domain.state import AUTHOR, LEAD
from tests.bot.domain import asking as a
from tests.bot.domain.documents import contact, member, plan, signer
from tests.bot.domain.plans import ANA, DBA, DEV, QUINN, SAM, SEC, TESS, checkpoint

CREW = Group(id="S1", handle="team", members=(DEV.id, DBA.id))
KNOWN = Known(
    groups={"handle:team": CREW},
    people={
        "handle:ana": (ANA,),
        "handle:dba": (DBA,),
        "handle:dev": (DEV,),
        "handle:sam": (SAM,),
        "handle:team": (DEV, DBA),
        "mention:u08": (SEC,),
        "email:quinn@example.com": (QUINN,),
        "name:tess okafor": (TESS,),
        "name:security lead": (SAM,),
    },
)


def owned_by(owner: str, *members_of_team: tuple[str, str]) -> Plan:
    """A plan of one step with this owner, and a team."""
    team = tuple(member(role, name) for role, name in members_of_team)
    return plan(team=team, owners=(owner,))


def holders(
    text: str,
    of: Plan,
    roster: Mapping[str, RosterEntry] | None = None,
    named: Mapping[str, tuple[Person, ...]] | None = None,
) -> Holders:
    """Who stands for a text of a plan."""
    return holders_of(bind(of, roster or {}, KNOWN, named), text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@Ana", "handle:ana"),
        ("<@U08>", "mention:u08"),
        ("<!subteam^S1>", "mention:s1"),
        ("Quinn@Example.com", "email:quinn@example.com"),
        ("Tess Okafor", "name:tess okafor"),
    ],
)
def test_people_are_looked_up_by_kind_and_value(text: str, key: str) -> None:
    """Case does not matter."""
    assert key == lookup_key(people_in(text)[0])


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("@dba", (DBA,)),
        ("<@U08>", (SEC,)),
        ("quinn@example.com", (QUINN,)),
        ("Tess Okafor", (TESS,)),
        ("@team", (DEV, DBA)),
        ("@dba, @dev", (DBA, DEV)),
        ("@nobody", ()),
    ],
)
def test_a_role_is_held_by_whom_the_document_names(name: str, people: tuple[Person, ...]) -> None:
    """However a person is written; a group's members hold it together."""
    assert people == holders("DBA", owned_by("DBA", ("DBA", name))).people


def test_a_role_keeps_the_groups_that_hold_it() -> None:
    """Those of the document and of the roster, of holders and of deputies; of several roles each once."""
    both = plan(team=(member("DBA", "@team"), member("Dev", "@team")), owners=("DBA + Dev",))
    roster = {"dba": RosterEntry(people=(DEV, DBA), groups=(CREW,))}
    assert (CREW,) == holders("DBA + Dev", both).groups
    assert (CREW,) == holders("DBA", owned_by("DBA"), roster).groups
    assert () == holders("DBA", owned_by("DBA", ("DBA", "@dba")), roster).groups


def test_the_document_comes_before_the_modal_and_the_modal_before_the_roster() -> None:
    """Each source counts only where the one before names nobody that Slack knows."""
    roster = {"dba": RosterEntry(people=(SEC,), deputies=(SAM,))}
    named = {"dba": (DEV,)}

    assert (DBA,) == holders("DBA", owned_by("DBA", ("DBA", "@dba")), roster, named).people
    assert (DEV,) == holders("DBA", owned_by("DBA"), roster, named).people
    assert Holders(people=(SEC,), deputies=(SAM,)) == holders("DBA", owned_by("DBA"), roster)
    assert (SEC,) == holders("DBA", owned_by("DBA", ("DBA", "@nobody")), roster).people


def test_the_rosters_deputies_stand_in_only_for_the_rosters_people() -> None:
    """Who the document names has the document's deputies and no others."""
    roster = {"dba": RosterEntry(people=(SEC,), deputies=(SAM,))}
    team = (member("DBA", "@dba", deputy="@dev"),)

    assert Holders(people=(DBA,), deputies=(DEV,)) == holders("DBA", plan(team=team), roster)


def test_short_names_find_the_role_in_every_source() -> None:
    """QA is the QA Lead in the document, in the modal and in the roster, and the other way round."""
    assert (QUINN,) == holders("QA", owned_by("QA", ("QA Lead", "quinn@example.com"))).people
    assert (DEV,) == holders("QA", owned_by("QA"), named={"qa lead": (DEV,)}).people
    assert (DEV,) == holders("QA Lead", owned_by("QA"), {"qa": RosterEntry(people=(DEV,))}).people


def test_the_roster_can_say_what_a_short_name_means() -> None:
    """An entry under the short name itself comes before what it would mean."""
    roster = {"ops": RosterEntry(people=(SAM,)), "operations": RosterEntry(people=(DEV,))}

    assert (SAM,) == holders("Ops", owned_by("Ops"), roster).people


def test_each_role_of_a_text_is_filled_for_itself() -> None:
    """One half comes from the document and one from the roster."""
    of = owned_by("DBA + Storage", ("DBA", "@dba"))

    assert (DBA, SAM) == holders("DBA + Storage", of, {"storage": RosterEntry(people=(SAM,))}).people


JOINED = "Ops & QA Lead"
HALVES = (("Ops", "@ana"), ("QA Lead", "@dba"))
ROSTER = {"ops & qa lead": RosterEntry(people=(TESS,), deputies=(SAM,))}


def deciding(cell: str, of: Plan | None = None) -> Plan:
    """A plan whose 6.2 says who decides what is high."""
    return replace(of or plan(), decisions=(a.rule(Severity.HIGH, cell, 15),))


@pytest.mark.parametrize("cell", [JOINED, f"Dev Lead + the {JOINED}", f"DBA or {JOINED}"])
def test_a_role_that_reads_like_two_is_the_rosters(cell: str) -> None:
    """Where 6.2 names it, alone or beside others, as for whoever owns a step."""
    expected = Holders(people=(TESS,), deputies=(SAM,))
    bound = bind(deciding(cell), ROSTER, KNOWN)
    assert expected == next(held for text, held in bound.items() if text.endswith("ops & qa lead"))
    assert one_role_text("ops & qa lead") in bound
    assert expected == holders(JOINED, owned_by(JOINED), ROSTER)
    assert () == unfilled_roles(owned_by(JOINED, (LEAD, "@ana")), ROSTER, KNOWN)


def test_what_the_roster_has_as_one_role_is_one_only_as_it_is_written() -> None:
    """Also where the document fills each half; a plan that does not name it knows nothing of it."""
    team = tuple(member(role, name) for role, name in HALVES)
    assert (TESS,) == holders(JOINED, deciding(JOINED, plan(team=team)), ROSTER).people
    assert (ANA, DBA) == holders("QA Lead & Ops", owned_by("QA Lead & Ops", *HALVES), ROSTER).people[::-1]
    assert one_role_text("ops & qa lead") not in bind(deciding("Dev Lead"), ROSTER, KNOWN)


def test_somebody_without_slack_is_kept_by_name_and_telephone() -> None:
    """The lead records for them, and the roster does not take their place."""
    team = (member("DBA", "Ivo Marchetti", contact="+1 212 555 0102"),)
    found = holders("DBA", plan(team=team), {"dba": RosterEntry(people=(SAM,))})

    assert Holders(unknown=("Ivo Marchetti (+1 212 555 0102)",)) == found


def test_a_role_with_a_number_is_filled_by_the_roster() -> None:
    """9.2's "On-call | +49 …" names nobody; the number stands where modal and roster do not either."""
    of = plan(contacts=(contact("On-call engineer", "+49 30 1234567"),))
    roster = {"on-call engineer": RosterEntry(people=(SAM,), deputies=(DEV,))}
    text, number = "On-call engineer", ("On-call engineer (+49 30 1234567)",)

    assert Holders(people=(SAM,), deputies=(DEV,)) == holders(text, of, roster)
    assert (QUINN,) == holders(text, of, roster, {"on-call engineer": (QUINN,)}).people
    assert Holders(unknown=number) == holders(text, of)
    only_deputy = {"on-call engineer": RosterEntry(deputies=(DEV,))}
    assert Holders(deputies=(DEV,), unknown=number) == holders(text, of, only_deputy)


def test_who_is_named_for_a_level_comes_before_the_roster() -> None:
    """9.2's "CTO (Jane Roe) | +49 …" says who it is."""
    of = plan(contacts=(contact("CTO (Jane Roe)", "+49 30 1234567"),))
    roster = {"cto": RosterEntry(people=(SAM,))}
    plan_says = Holders(unknown=("Jane Roe (+49 30 1234567)",))

    assert plan_says == holders("CTO", replace(of, team=(member("CTO", ""),)), roster)


def test_somebody_without_slack_may_stand_beside_somebody_with() -> None:
    """Both hold the role."""
    found = holders("DBA", owned_by("DBA", ("DBA", "@dba, Ivo Marchetti +1 212 555 0102")))

    assert Holders(people=(DBA,), unknown=("Ivo Marchetti (+1 212 555 0102)",)) == found


def test_nobody_takes_a_role_over_by_their_name() -> None:
    """Somebody in Slack who is called "Security Lead" does not hold that role."""
    assert Holders() == holders("Security Lead", owned_by("Security Lead"))


def test_a_real_name_in_a_roles_place_is_a_person() -> None:
    """An owner may be written by name."""
    assert (TESS,) == holders("Tess Okafor", owned_by("Tess Okafor")).people


def test_everyone_is_the_team_or_else_the_rosters_word() -> None:
    """All of 1.2, and only without a team what the roster says."""
    roster = {"all": RosterEntry(people=(SAM,))}

    assert (ANA, DBA) == holders("All", owned_by("All", ("Lead", "@ana"), ("DBA", "@dba")), roster).people
    assert (SAM,) == holders("All", owned_by("All"), roster).people


@pytest.mark.parametrize(
    ("handed", "team", "ops", "manager"),
    [
        ("ops manager", (("Ops Manager", "@ana"),), SAM, SAM),
        ("ops", (("Ops Manager", "@ana"),), SAM, SAM),
        ("ops manager", (("Ops Manager", "@ana"), ("Operations", "@dba")), DBA, SAM),
        ("operations", (("Ops Manager", "@ana"), ("Operations", "@dba")), SAM, ANA),
    ],
)
def test_ops_is_handed_over_with_the_role_that_it_means(
    handed: str, team: tuple[tuple[str, str], ...], ops: Person, manager: Person
) -> None:
    """Operations, where the document has them: then the Ops Manager is another."""
    bound = bind(owned_by("Ops", *team), {}, KNOWN, handed={handed: SAM})
    assert (ops,) == holders_of(bound, "Ops").people
    assert (manager,) == holders_of(bound, "Ops Manager").people


def test_a_text_of_several_roles_is_handed_over_as_a_whole() -> None:
    """The step's owner is who took it over, and each of its roles is still whose it was."""
    of = owned_by("DBA + Lead", ("Lead", "@ana"), ("DBA", "@dba"))
    bound = bind(of, {}, KNOWN, handed={"dba + lead": SAM})
    assert (SAM,) == holders_of(bound, "DBA + Lead").people
    assert ((ANA,), (DBA,)) == (holders_of(bound, "Lead").people, holders_of(bound, "DBA").people)


def test_everyone_means_those_who_took_a_role_over() -> None:
    """In the place of who handed over stands who took over; who has another row of 1.2 is still of them."""
    rows = (("Lead", "@ana"), ("DBA", "@dba"), ("QA Lead", "@dev"))
    of = owned_by("All", *rows)
    assert (ANA, SAM, DEV) == holders_of(bind(of, {}, KNOWN, handed={"dba": SAM}), "All").people
    assert (ANA, DBA, SAM) == holders_of(bind(of, {}, KNOWN, handed={"qa": SAM}), "All").people
    twice = owned_by("All", *rows, ("Storage", "@dba"))
    assert (ANA, SAM, DEV, DBA) == holders_of(bind(twice, {}, KNOWN, handed={"dba": SAM}), "All").people


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Tess Okafor", (TESS,)),
        ("Ana Castillo (@ana)", (ANA,)),
        ("DBA", (DBA,)),
        ("@ana, Tess Okafor", (ANA, TESS)),
        ("", ()),
    ],
)
def test_the_author_is_bound_like_a_role(author: str, expected: tuple[Person, ...]) -> None:
    """By name, handle or role: everybody who wrote the plan is known, so that none of them approves it."""
    assert expected == holders(AUTHOR, plan(author=author, team=(member("DBA", "@dba"),))).people


def test_every_text_of_a_plan_is_bound_once() -> None:
    """Team, signers, owners, confirmers, contacts and the roles that rules name."""
    of = plan(
        team=(member("Storage", "@dba"),),
        signoffs=(signer("CAB"),),
        owners=("storage",),
        contacts=(contact("CTO"),),
        checkpoints=(checkpoint(1, "Release Approved", CheckpointKind.RELEASE, "Board"),),
    )

    assert {"deployment lead", "qa lead", "product owner", "dev lead", "storage", "cab", "cto", "board"} == {
        text.casefold() for text in texts(of)
    }
    assert {*(text.casefold() for text in texts(of)), AUTHOR.casefold()} == set(bind(of, {}, KNOWN))


def test_all_people_of_a_document_are_looked_up_at_once() -> None:
    """Authors, holders, deputies and possible names, each once."""
    of = plan(
        author="Tess Okafor, @ana",
        team=(member("DBA", "@dba", deputy="@ana"),),
        signoffs=(signer("DBA", "@dba"),),
        owners=("Jane Roe",),
    )

    assert {"name:tess okafor", "handle:ana", "handle:dba", "name:jane roe"} == {
        lookup_key(person) for person in written_people(of)
    }


def test_roles_that_nobody_fills_are_asked_for_once_as_written() -> None:
    """Lead, owners, signers, confirmers; two names of one role count once, parts each for itself."""
    of = plan(
        team=(member("DBA", "@dba"),),
        signoffs=(signer("QA Lead"), signer("CAB")),
        owners=("QA", "DBA + Storage", "All"),
        checkpoints=(checkpoint(1, "Release Approved", CheckpointKind.RELEASE),),
    )

    assert ("Deployment Lead", "QA Lead", "CAB", "Storage", "Product Owner") == unfilled_roles(of, {}, KNOWN)
    assert ("Deployment Lead", "CAB", "Product Owner") == unfilled_roles(
        of, {"storage": RosterEntry(people=(SAM,))}, KNOWN, {"qa lead": (QUINN,)}
    )


def test_a_role_held_without_slack_is_filled() -> None:
    """A telephone number is an answer; a handle that Slack does not know is none."""
    lead = member("Deployment Lead", "Ana Castillo", contact="+49 30 123456")

    assert () == unfilled_roles(plan(team=(lead,)), {}, KNOWN)
    assert ("Deployment Lead",) == unfilled_roles(
        plan(team=(member("Deployment Lead", "@nobody"),)), {}, KNOWN
    )
