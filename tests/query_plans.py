"""How SQLite goes about the statements that some code asks of it."""

from collections.abc import Callable

from sqlalchemy import Connection, event


def query_plans(connection: Connection, table: str, ask: Callable[[Connection], object]) -> list[str]:
    """The lines of the query plans, of all that is read meanwhile, that name a table."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def heard(_c: object, _cursor: object, sql: str, given: tuple[object, ...], *_more: object) -> None:
        if sql.startswith("SELECT"):
            asked.append((sql, given))

    event.listen(connection, "before_cursor_execute", heard)
    ask(connection)
    event.remove(connection, "before_cursor_execute", heard)
    plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in asked]
    return [row.detail for plan in plans for row in plan if f" {table} " in f"{row.detail} "]
