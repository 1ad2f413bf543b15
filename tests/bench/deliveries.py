"""Deliveries a second: what waits in the outbox, posted into the sandbox by one worker."""

import time

from sqlalchemy import Connection, func, insert, select, update

from bot.clock import real_now
from bot.storage import lanes
from bot.storage.tables import message_table, outbox_table
from bot.storage.unit_of_work import engine_for
from tests.bench.evening import at_step_5, copies, written
from tests.bench.ground import Ground
from tests.bench.processes import Running, server, settings, tminus
from tests.bot import web_shop as w

DEPLOYMENTS = 600
PAUSE_SECONDS = 0.05
FROM, TO = 0.1, 0.9
"""The worker is measured while it is under way: from a tenth of all that waits to nine."""


def run(ground: Ground) -> None:
    """Each deployment waits for its status message and for a reply in its thread."""
    rows = []
    with server("slack", ground.folder) as slack:
        for store in ground.stores:
            url = store.fresh(at_step_5)
            copies(url, range(ground.few(DEPLOYMENTS, least=20)))
            written(url, _unposted)
            with tminus("worker", ground.folder, settings(url, slack, ground.folder)) as worker:
                rate, of_worker, of_slack = _measured(url, worker, slack)
            rows.append((store.name, f"{rate:.0f}", f"{of_worker:.2f} ms", f"{of_slack:.2f} ms"))
    ground.report.title("Deliveries into the sandbox, by one worker")
    head = ("", "a second", "CPU of the worker, each", "CPU of the sandbox, each")
    ground.report.table(head, rows)


def _unposted(connection: Connection) -> None:
    """Of each copy, the status message and the newest step's are still to be posted."""
    table = message_table.c
    is_new = (table.kind == "status") | ((table.kind == "step") & (table.subject == "step:5:1"))
    is_copy = table.deployment != w.ID
    connection.execute(update(message_table).where(is_new, is_copy).values(ts="", shown=""))
    waiting = connection.execute(
        select(table.id, table.deployment).where(is_new, is_copy).order_by(table.kind)
    ).all()
    now = real_now()
    found = {row.deployment: lanes.conversation_lane(row.deployment, w.CHANNEL) for row in waiting}
    lanes.wake(connection, found.values(), now)
    connection.execute(
        insert(outbox_table),
        [
            {
                "lane": found[row.deployment],
                "message": row.id,
                "answer": "",
                "generation": 1,
                "doubtful": False,
                "written_at": now,
            }
            for row in waiting
        ],
    )


def _measured(url: str, worker: Running, slack: Running) -> tuple[float, float, float]:
    """Deliveries a second, and the milliseconds of CPU that each costs the worker and the sandbox."""
    engine = engine_for(url)
    seen: list[tuple[int, float, float, float]] = []
    while not seen or seen[-1][0]:
        time.sleep(PAUSE_SECONDS)
        with engine.connect() as connection:
            left = connection.execute(select(func.count()).select_from(outbox_table)).scalar_one()
        seen.append((left, time.perf_counter(), worker.cpu(), slack.cpu()))
    engine.dispose()
    whole = seen[0][0]
    under_way = [each for each in seen if (1 - TO) * whole <= each[0] <= (1 - FROM) * whole]
    (first, *began), (last, *ended) = under_way[0], under_way[-1]
    seconds, of_worker, of_slack = (b - a for a, b in zip(began, ended, strict=True))
    count = first - last
    return count / seconds, of_worker / count * 1000, of_slack / count * 1000
