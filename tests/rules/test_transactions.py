import pytest

from tests.rules.lines import lines
from tests.rules.transactions import no_await_in_transaction, one_committer, one_engine_maker


@pytest.mark.parametrize(
    "code", ["session.commit()", "engine.begin()", "connection.begin_nested()", "f(self.engine.begin)"]
)
def test_only_the_unit_of_work_opens_and_commits(code: str) -> None:
    """Opening or committing a transaction is a fault anywhere but in the unit of work."""
    assert [1] == lines(one_committer, "bot/service.py", code)
    assert [] == lines(one_committer, "bot/storage/unit_of_work.py", code)


def test_a_function_called_begin_is_no_transaction() -> None:
    """A module's function or an attribute with a longer name may be called what it is called."""
    code = """
        from bot.domain import run
        RULES = (run.begin, state.begun)
    """
    assert [] == lines(one_committer, "bot/domain/lifecycle.py", code)


@pytest.mark.parametrize("call", ["create_engine", "sa.create_engine", "create_async_engine"])
def test_engines_are_made_in_two_places(call: str) -> None:
    """An engine is made by the unit of work and by the migrations, and by nobody else."""
    code = f"import sqlalchemy as sa\n{call}(url)"
    assert [2] == lines(one_engine_maker, "tminus/web.py", code)
    assert [] == lines(one_engine_maker, "bot/storage/unit_of_work.py", code)
    assert [] == lines(one_engine_maker, "migrations/run.py", code)


@pytest.mark.parametrize("annotation", ["Connection", "sqlalchemy.Connection", '"Connection"'])
def test_a_function_with_a_connection_does_not_wait(annotation: str) -> None:
    """Whoever has a connection is synchronous, inner functions too."""
    assert [1] == lines(no_await_in_transaction, "bot/x.py", f"async def save(c: {annotation}): ...")
    inner = f"def save(c: {annotation}):\n    async def later(): ..."
    assert [2] == lines(no_await_in_transaction, "bot/x.py", inner)
    assert [] == lines(no_await_in_transaction, "bot/x.py", f"def save(c: {annotation}): ...")


@pytest.mark.parametrize(
    "work", ["work", "self.work", "partial(work, 1)", "lambda c: work(c)", "lambda c: self.work(c, 1)"]
)
def test_what_runs_as_a_transaction_does_not_wait(work: str) -> None:
    """A function handed to the unit of work is synchronous, however it is handed over."""
    call = f"\nself._database.write({work})\ndatabase.read({work})"
    assert [2, 3] == lines(no_await_in_transaction, "bot/x.py", "async def work(c): ..." + call)
    assert [] == lines(no_await_in_transaction, "bot/x.py", "def work(c): ..." + call)


def test_other_writers_may_wait() -> None:
    """Only the unit of work runs transactions, and another module's functions are judged there."""
    code = """
        async def work(): ...
        file.write(work)
        database.write(rows.work)
        database.write()
    """
    assert [] == lines(no_await_in_transaction, "bot/x.py", code)
