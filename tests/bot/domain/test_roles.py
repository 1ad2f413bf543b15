import pytest
from hypothesis import given, strategies as st

from bot.domain.plan import Plan
from bot.domain.roles import (
    SHORT_NAMES,
    RoleBook,
    WrittenPerson,
    is_everyone,
    is_name_like,
    people_in,
    role_key,
    role_keys,
    roles_in,
)
from tests.bot.domain.documents import contact, member, plan, signer


def written(people: tuple[WrittenPerson, ...]) -> list[str]:
    """People in a short form: `handle ana`, `name Dora Nagy +49 30 123456`."""
    return [f"{person.kind} {person.value} {person.phone}".strip() for person in people]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U123>", ["mention U123"]),
        ("<@W1|ana>", ["mention W1"]),
        ("<!subteam^S9|@dba>", ["mention S9"]),
        ("@ana", ["handle ana"]),
        ("@dba-team.", ["handle dba-team"]),
        ("Ana Castillo (@ana)", ["handle ana"]),
        ("ana@example.com", ["email ana@example.com"]),
        ("Ana Castillo <ana@example.com>", ["email ana@example.com"]),
        ("Ana Castillo", ["name Ana Castillo"]),
        ("Dora Nagy +49 30 123456", ["name Dora Nagy +49 30 123456"]),
        ("Dora Nagy, @ana", ["name Dora Nagy", "handle ana"]),
        (
            "@ana + @dba and <@U1> / @lee & @sam; x@y.z",
            ["handle ana", "handle dba", "mention U1", "handle lee", "handle sam", "email x@y.z"],
        ),
        ("@ana @dba", ["handle ana", "handle dba"]),
        ("Jörg Øster", ["name Jörg Øster"]),
        ("{Name}", []),
        ("-", []),
        ("TBD", []),
        ("", []),
        ("(, ;)", []),
    ],
)
def test_people_are_read_as_they_are_written(text: str, expected: list[str]) -> None:
    """Mentions, handles, addresses and names, one or several, with or without a telephone."""
    assert expected == written(people_in(text))


def test_a_label_is_what_people_read() -> None:
    """The name beside an identity, else the identity itself, with the telephone."""
    assert ["Ana Castillo", "@dba", "U1", "Dora Nagy (+49 30 123456)"] == [
        person.label for person in people_in("Ana Castillo (@ana), @dba, <@U1>, Dora Nagy +49 30 123456")
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("@ana", "@ANA", True),
        ("@ana", "Ana Castillo (@ana)", True),
        ("Ana Castillo", "Ana Castillo (@ana)", True),
        ("Dora Nagy +49 30 123456", "dora nagy", True),
        ("@ana", "@dba", False),
        ("Ana Castillo", "Dora Nagy", False),
    ],
)
def test_one_person_may_be_written_in_several_ways(one: str, other: str, same: bool) -> None:
    """An identity or the name beside it tells who it is."""
    assert same is people_in(one)[0].is_same(people_in(other)[0])


@pytest.mark.parametrize(
    ("text", "certain"), [("@ana", True), ("Ana +49 30 123456", True), ("Product Owner", False)]
)
def test_words_alone_are_not_surely_a_person(text: str, certain: bool) -> None:
    """They may be a role that nobody fills."""
    assert certain is people_in(text)[0].is_certain


@pytest.mark.parametrize(
    ("text", "expected"),
    [("  Dev   Lead ", "dev lead"), ("the CAB.", "cab"), ("DBA:", "dba"), ("Theo", "theo"), ("", "")],
)
def test_a_role_is_compared_by_its_words(text: str, expected: str) -> None:
    """Case, spacing, an article and a colon do not matter."""
    assert expected == role_key(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QA", ("qa", "qa lead")),
        ("QA Lead", ("qa lead", "qa")),
        ("Ops", ("ops", "operations", "ops manager")),
        ("Operations", ("operations", "ops")),
        ("Ops Manager", ("ops manager",)),
        ("PM", ("pm", "project manager")),
        ("DevOps", ("devops", "devops engineer")),
        ("DevOps Lead", ("devops lead",)),
        ("Storage", ("storage",)),
    ],
)
def test_short_names_mean_roles(text: str, expected: tuple[str, ...]) -> None:
    """A short name is looked for by itself first, then by what it means."""
    assert expected == role_keys(text)


def test_every_short_name_is_a_key() -> None:
    """Short names are written as they are looked up."""
    assert all(
        role_key(name) == name
        for name in (*SHORT_NAMES, *(n for names in SHORT_NAMES.values() for n in names))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deployment Lead + Dev Lead", ("Deployment Lead", "Dev Lead")),
        ("DBA, QA; PM & Ops", ("DBA", "QA", "PM", "Ops")),
        ("DevOps / DBA and QA", ("DevOps", "DBA", "QA")),
        ("CI/CD Lead", ("CI/CD Lead",)),
        ("", ()),
    ],
)
def test_several_roles_may_stand_in_one_cell(text: str, expected: tuple[str, ...]) -> None:
    """Joined by a plus, a comma or a word; a slash without spaces belongs to the name."""
    assert expected == roles_in(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("All", True), ("team", True), ("Tech team", True), ("Team consensus", True), ("Team B", False)],
)
def test_some_words_mean_everyone(text: str, expected: bool) -> None:
    """Everyone in 1.2."""
    assert expected is is_everyone(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Castillo", True),
        ("Security Lead", False),
        ("Product Owner", False),
        ("Ana", False),
        ("On-call DevOps", False),
    ],
)
def test_a_roles_words_are_no_name(text: str, expected: bool) -> None:
    """Who calls themselves after a role does not take it over."""
    assert expected is is_name_like(text)


def test_1_2_comes_before_10_and_10_before_9_2() -> None:
    """The first table that names somebody counts."""
    book = RoleBook.of(
        plan(
            team=(member("Dev Lead", "@lee"), member("DBA", "")),
            signoffs=(signer("Dev Lead", "@ana"), signer("DBA", "@dba"), signer("CTO", "")),
            contacts=(contact("DBA @ivo"), contact("CTO (Jane Roe)", "+49 30 123456"), contact("CTO @late")),
        )
    )

    assert ["handle lee"] == written(book.holders("Dev Lead"))
    assert ["handle dba"] == written(book.holders("dba"))
    assert ["name Jane Roe +49 30 123456", "handle late"] == written(book.holders("CTO"))


def test_several_rows_of_a_role_count_together() -> None:
    """Two DBAs in 1.2 both hold the role."""
    book = RoleBook.of(plan(team=(member("DBA", "@dba"), member("DBA", "@ivo"))))

    assert ["handle dba", "handle ivo"] == written(book.holders("DBA"))


@pytest.mark.parametrize(
    ("name", "contact_cell", "expected"),
    [
        ("Ana Castillo", "@ana", ["handle ana"]),
        ("Ana Castillo", "Slack @ana, +49 30 123456", ["handle ana"]),
        ("Ana Castillo (@ana)", "+49 30 123456", ["handle ana"]),
        ("Ana Castillo", "+49 30 123456", ["name Ana Castillo +49 30 123456"]),
        ("Ana Castillo", "#ops", ["name Ana Castillo"]),
        ("Ana Castillo, Ben Ode", "+49 30 123456", ["name Ana Castillo", "name Ben Ode"]),
        ("", "ana@example.com", ["email ana@example.com"]),
        ("", "+49 30 123456", []),
        ("{Name}", "{Phone/Slack}", []),
    ],
)
def test_a_member_is_known_by_either_cell(name: str, contact_cell: str, expected: list[str]) -> None:
    """An identity in Name or Contact, else the name with the telephone."""
    book = RoleBook.of(plan(team=(member("Lead", name, contact=contact_cell),)))

    assert expected == written(book.holders("Lead"))


def test_a_name_keeps_its_label_beside_an_identity_in_contact() -> None:
    """People read the name, Slack gets the handle."""
    book = RoleBook.of(plan(team=(member("Lead", "Ana Castillo", contact="@ana"),)))

    assert ["Ana Castillo"] == [person.label for person in book.holders("Lead")]


def test_everyone_is_all_of_1_2() -> None:
    """Each once, and a row of that very name comes first."""
    team = (member("Lead", "@ana"), member("DBA", "@dba"), member("Storage", "@dba"))

    assert ["handle ana", "handle dba"] == written(RoleBook.of(plan(team=team)).holders("All"))
    assert ["handle ops"] == written(RoleBook.of(plan(team=(*team, member("All", "@ops")))).holders("All"))


def test_people_in_a_cell_stand_for_themselves() -> None:
    """An owner written as a person needs no role, and the role's deputies do not act for them."""
    book = RoleBook.of(plan(team=(member("DBA", "@dba", deputy="@ivo"),)))

    assert ["handle sam"] == written(book.holders("DBA (@sam)"))
    assert ["handle ivo"] == written(book.deputies("DBA"))
    assert () == book.deputies("@dba")
    assert ["name Ana Castillo"] == written(book.holders("Ana Castillo"))
    assert () == book.holders("Product Owner")


def test_a_role_with_an_and_in_its_name_is_one_role() -> None:
    """What a table fills as it stands is not taken apart."""
    book = RoleBook.of(plan(team=(member("Backup and Recovery", "@dba"), member("Recovery", "@x"))))

    assert ["handle dba"] == written(book.holders("Backup and Recovery"))
    assert ("DBA", "Backup and Recovery", "Recovery") == book.parts("DBA +  Backup and Recovery, Recovery")
    assert ("Backup", "R", "D Lead") == book.parts("Backup, R&D Lead")


def test_ops_means_operations_or_else_the_ops_manager() -> None:
    """The first of the two that the document fills."""
    manager, operations = member("Ops Manager", "@omar"), member("Operations", "@priya")

    assert ["handle omar"] == written(RoleBook.of(plan(team=(manager,))).holders("Ops"))
    assert ["handle priya"] == written(RoleBook.of(plan(team=(manager, operations))).holders("Ops"))


MANAGER, OPERATIONS, SHORT = (
    member("Ops Manager", "@omar"),
    member("Operations", "@priya"),
    member("QA", "@q"),
)


@pytest.mark.parametrize(
    ("of", "one", "other", "same"),
    [
        (plan(team=(MANAGER,)), "Ops", "Ops Manager", True),
        (plan(team=(MANAGER, OPERATIONS)), "Ops", "Ops Manager", False),
        (plan(team=(MANAGER, OPERATIONS)), "the Ops", "Operations", True),
        (plan(team=(member("Ops", "@o"), MANAGER)), "Ops", "Ops Manager", False),
        (plan(signoffs=(signer("Ops Manager", ""),)), "Ops", "Ops Manager", True),
        (plan(), "Ops", "Operations", True),
        (plan(), "QA", "QA Lead", True),
        (plan(team=(SHORT,)), "QA", "QA Lead", True),
        (plan(), "DBA", "DevOps", False),
    ],
)
def test_texts_of_one_meaning_are_one_role(of: Plan, one: str, other: str, *, same: bool) -> None:
    """Which role a short name means is told by what the document has."""
    book = RoleBook.of(of)
    assert same is (book.meaning(one) == book.meaning(other))
    assert same is bool(book.meanings(f"{one} + DevOps Lead") & book.meanings(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DBA", True),
        ("DBA + Lead", False),
        ("@x", True),
        ("All", True),
        ("Lead", False),
        ("Jane Roe", False),
        ("", False),
    ],
)
def test_a_text_is_filled_when_the_document_says_who_each_role_is(text: str, expected: bool) -> None:
    """One open role of several leaves it open; a bare name may be anybody's."""
    assert expected is RoleBook.of(plan(team=(member("DBA", "@dba"),))).fills(text)


@given(st.text(max_size=60))
def test_no_text_is_a_crash(text: str) -> None:
    """Whatever stands in a cell, it names some people, each with something to be looked up by."""
    book = RoleBook.of(
        plan(team=(member(text, text, contact=text, deputy=text),), contacts=(contact(text, text),))
    )

    for person in (*people_in(text), *book.holders(text), *book.deputies(text)):
        assert person.value
        assert person.label
