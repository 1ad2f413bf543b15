from datetime import UTC, datetime

import pytest

from bot.document.parse import parse
from bot.document.text import revision_id
from bot.storage.revisions import IN_MEMORY, Revision, Revisions, keep_revision, load_revision, texts
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def revision(text: str, name: str = "") -> Revision:
    return Revision(
        id=name or revision_id(text), text=text, plan=parse(text).plan, errors=("one", "two"), warnings=3
    )


async def keep(database: Database, name: str) -> None:
    await database.write(lambda c: keep_revision(c, revision("# Plan", name), NOW))


async def read(database: Database, known: Revisions, name: str) -> Revision:
    return await database.read(lambda c: known.load(c, name))


async def test_a_plan_comes_back_as_it_was_parsed(database: Database) -> None:
    """Text, plan and findings are kept to the letter; keeping it twice is no error."""
    kept = revision(w.text())
    for _ in range(2):
        await database.write(lambda c: keep_revision(c, kept, NOW))

    assert await database.read(lambda c: load_revision(c, kept.id)) == kept


async def test_the_texts_can_be_read_by_themselves(database: Database) -> None:
    """All, or those that are wanted."""
    for name in ("r1", "r2"):
        await keep(database, name)

    assert [("r1", "# Plan"), ("r2", "# Plan")] == await database.read(lambda c: [*texts(c)])
    assert [("r2", "# Plan")] == await database.read(lambda c: [*texts(c, ["r2", "r3"])])


async def test_an_unknown_revision_is_an_error(database: Database) -> None:
    """A plan that was never kept cannot be made up."""
    with pytest.raises(LookupError, match="nothing"):
        await database.read(lambda c: load_revision(c, "nothing"))


async def test_a_plan_knows_what_the_house_calls_a_secret(database: Database) -> None:
    """Also one that was kept before; and none does where nothing is called so."""
    await keep(database, "r0")
    assert ("SALT",) == (await read(database, Revisions(("SALT",)), "r0")).plan.secret_names
    assert () == (await read(database, Revisions(), "r0")).plan.secret_names


async def test_memory_holds_the_plans_in_use(database: Database) -> None:
    """A plan is read once as long as it is in use, and again when it was forgotten."""
    names = [f"r{count}" for count in range(IN_MEMORY + 1)]
    for name in names:
        await keep(database, name)
    known = Revisions()
    first = await read(database, known, "r0")
    again = await read(database, known, "r0")
    for name in names[1:]:
        await read(database, known, name)
    forgotten = await read(database, known, "r0")

    assert first is again
    assert forgotten == first
    assert forgotten is not first
