import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.document.parse import parse
from bot.ports import DirectoryEntry
from bot.storage import directory
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.query_plans import query_plans

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
CHANNEL = DirectoryEntry(id="C1", kind="channel", handle="ana", name="ana")
GROUP = DirectoryEntry(id="S0DBA", kind="group", handle="dbas", name="DBAs", members=("U0DBA", "U0SAM"))


@pytest.fixture
async def kept(database: Database) -> Database:
    """A directory with the web shop's people, a group and a channel."""
    entries = [*(w.user(handle) for handle in w.NAMES), GROUP, CHANNEL]
    await database.write(lambda c: directory.keep(c, entries, NOW))
    return database


async def known(database: Database, *written: str) -> dict[str, list[str]]:
    """Who is meant by what stands in the rows of 1.2, by the key it is looked up with."""
    table = "\n".join(f"| Role {count} | {text} | | x |" for count, text in enumerate(written))
    text = f"## 1.2 Deployment Team\n\n| Role | Name | Contact | Responsibility |\n|-|-|-|-|\n{table}\n"
    found = await database.read(lambda c: directory.known(c, parse(text).plan))
    return {key: [person.id for person in people] for key, people in found.people.items()}


async def test_people_are_found_however_they_are_written(kept: Database) -> None:
    """A handle, an address, a mention and a real name mean the same user; case does not matter."""
    found = await known(kept, "@Ana", "ANA@octal.example", "<@U0ANA>", "ana  castillo")

    assert {
        "handle:ana": ["U0ANA"],
        "email:ana@octal.example": ["U0ANA"],
        "mention:u0ana": ["U0ANA"],
        "name:ana castillo": ["U0ANA"],
    } == found


async def test_a_group_stands_for_its_members(kept: Database) -> None:
    """The handle of a user group means everybody in it."""
    assert await known(kept, "@dbas") == {"handle:dbas": ["U0DBA", "U0SAM"]}


async def test_a_name_that_two_share_is_nobodys(kept: Database) -> None:
    """Two people of one real name: the plan must say which of them it means."""
    twin = DirectoryEntry(id="U0ANA2", kind="user", handle="ana2", name="Ana Castillo")
    await kept.write(lambda c: directory.keep(c, [twin], NOW))

    assert await known(kept, "Ana Castillo") == {}
    assert await known(kept, "@ana2") == {"handle:ana2": ["U0ANA2"]}


async def test_who_was_deactivated_is_known_to_be_gone(kept: Database) -> None:
    """Somebody who left Slack is found by what the plan writes, and told apart; groups lose them."""
    await kept.write(lambda c: directory.keep(c, [w.user("sam", active=False)], NOW))

    assert await known(kept, "@sam") == {"handle:sam": ["U0SAM"]}
    assert await known(kept, "@dbas") == {"handle:dbas": ["U0DBA"]}
    assert await kept.read(lambda c: directory.gone(c, ["U0SAM", "U0DBA", "U0NEW"])) == {"U0SAM"}
    assert await kept.read(lambda c: directory.people_of(c, ["U0SAM"])) == {"U0SAM": ()}


async def test_whoever_acts_is_known_with_whether_they_left(kept: Database) -> None:
    """Who acts is a person by name; one who left is told apart, one who is not known goes by the id."""
    await kept.write(lambda c: directory.keep(c, [w.user("sam", active=False)], w.EVENING))
    found = [await kept.read(partial(directory.actor, user=user)) for user in ("U0ANA", "U0SAM", "U0NEW")]
    assert [("Ana Castillo", False), ("Sam Whitfield", True), ("U0NEW", False)] == [
        (person.name, has_left) for person, has_left in found
    ]


async def test_who_is_there_comes_before_who_left(kept: Database) -> None:
    """Where somebody new bears the handle or the name of somebody who left, the new one is meant."""
    new = DirectoryEntry(id="U0SAM2", kind="user", handle="sam", name="Sam Whitfield")
    await kept.write(lambda c: directory.keep(c, [w.user("sam", active=False), new], NOW))

    assert await known(kept, "@sam") == {"handle:sam": ["U0SAM2"]}


async def test_who_was_found_once_stays_it(kept: Database) -> None:
    """By id, whatever they are called now and whoever is called so today; what they are called is told."""
    new = DirectoryEntry(id="U0SAM2", kind="user", handle="sam", name="Sam Whitfield")
    moved = replace(w.user("sam", name="Sam W Whitfield"), handle="sam.w")
    await kept.write(lambda c: directory.keep(c, [moved, new], NOW))
    table = "## 1.2 Deployment Team\n\n| Role | Name |\n|-|-|\n| DBA | @sam |\n| QA | Sam Whitfield |\n"
    meant = {"handle:sam": "U0SAM", "name:sam whitfield": "U0SAM", "handle:gone": ""}
    found = await kept.read(lambda c: directory.known(c, parse(table).plan, meant))

    assert {"handle:sam": "U0SAM", "name:sam whitfield": "U0SAM"} == found.meant
    assert {"handle:sam": "@sam.w", "name:sam whitfield": "Sam W Whitfield"} == found.called


async def test_a_disabled_group_stands_for_nobody(kept: Database) -> None:
    """Its members may still be listed, but nobody acts as one of them."""
    await kept.write(lambda c: directory.keep(c, [replace(GROUP, active=False)], NOW))

    assert await known(kept, "@dbas") == {"handle:dbas": []}


async def test_a_group_that_was_disabled_stands_for_nobody(kept: Database) -> None:
    """Whether the roster names it by its id or a plan by its handle, its members act for it no more."""
    await kept.write(lambda c: directory.keep(c, [replace(GROUP, active=False)], NOW))
    people = await kept.read(partial(directory.people_of, ids=["S0DBA", "U0DBA"]))
    groups = await kept.read(partial(directory.groups_of, ids=["S0DBA"]))

    assert ({"S0DBA": [], "U0DBA": ["U0DBA"]}, {}) == (
        {id_: [person.id for person in found] for id_, found in people.items()},
        groups,
    )
    assert {"handle:dbas": []} == await known(kept, "@dbas")


async def test_only_changes_of_people_and_groups_are_told(kept: Database) -> None:
    """Keeping what is known already, or a channel, is no change for anybody's role."""
    same = await kept.write(lambda c: directory.keep(c, [w.user("ana"), GROUP], NOW))
    channel = DirectoryEntry(id="C1", kind="channel", handle="new", name="new")
    renamed = await kept.write(lambda c: directory.keep(c, [channel], NOW))
    left = await kept.write(lambda c: directory.keep(c, [w.user("ana", active=False)], NOW))

    elsewhere = await kept.write(
        lambda c: directory.keep(c, [w.user("dba", timezone="Asia/Tokyo", admin=True)], NOW)
    )

    assert (frozenset(), frozenset(), frozenset()) == (same, renamed, elsewhere)
    assert {
        "U0ANA",
        "mention:u0ana",
        "handle:ana",
        "email:ana@octal.example",
        "name:ana castillo",
    } == left


async def test_a_large_workspace_is_kept_whole(database: Database) -> None:
    """More people than fit one statement are all there, and reading them again changes nothing."""
    many = [DirectoryEntry(id=f"U{n}", kind="user", handle=f"h{n}", name=f"Name {n}") for n in range(1201)]
    first = await database.write(lambda c: directory.keep(c, many, NOW))
    second = await database.write(lambda c: directory.keep(c, many, NOW))

    assert (True, False) == (bool(first), bool(second))
    assert (await database.read(lambda c: directory.person(c, "U1200"))).name == "Name 1200"


async def test_a_stranger_goes_by_the_id(kept: Database) -> None:
    """A user whom the directory does not know yet is no error, and no admin."""
    stranger = await kept.read(lambda c: directory.person(c, "U0NEW"))

    assert ("U0NEW", "U0NEW") == (stranger.id, stranger.name)
    assert await kept.read(lambda c: directory.is_admin(c, "U0NEW")) is False
    assert await kept.read(lambda c: directory.is_admin(c, "U0TESS")) is True


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_people_are_looked_up_by_an_index(kept: Database) -> None:
    """However many people a workspace has, finding those of a plan reads none but them."""
    table = "## 1.2 Deployment Team\n\n| Role | Name |\n|-|-|\n| DBA | @dba |\n| QA | Quinn Adler |\n"
    plan = parse(table).plan

    def look(connection: Connection) -> list[str]:
        return query_plans(connection, "directory", lambda c: directory.known(c, plan))

    details = await kept.read(look)

    assert details
    assert [detail for detail in details if "SEARCH" not in detail or detail.endswith("(kind=?)")] == []


async def test_entries_are_written_in_one_order(kept: Database) -> None:
    """Two processes that refresh at the same moment, each in its own order, both come to an end."""
    there = [w.user(f"h{count}", timezone="Europe/Berlin") for count in range(400)]
    back = [w.user(f"h{count}", timezone="Europe/Paris") for count in reversed(range(400))]
    for _ in range(3):
        await asyncio.gather(
            *(kept.write(partial(directory.keep, entries=entries, read_at=NOW)) for entries in (there, back))
        )

    assert await known(kept, "@h7") == {"handle:h7": ["U0H7"]}
