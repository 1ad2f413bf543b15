"""A plan of 500 steps, read and checked."""

import time
from statistics import median

from bot.document.check import check
from bot.document.parse import parse
from tests.bench.ground import Ground
from tests.bot import web_shop as w

STEPS = 500
TIMES = 9
LIMIT_MS = 400.0
ROW = "| 8 | Clear CDN and product caches | DevOps | 2 min | No | CacheHitRateLow | ⬜ |\n"


def run(ground: Ground) -> None:
    """Parse and check it, several times."""
    text = of_500_steps()
    taken, findings = [], check(parse(text))
    for _ in range(ground.few(TIMES, least=2)):
        began = time.perf_counter()
        check(parse(text))
        taken.append(time.perf_counter() - began)
    ground.report.title(f"A plan of {STEPS} steps, checked")
    ground.report.say(f"{len(text)} characters, {len(findings)} findings.")
    ground.report.bar(
        f"{STEPS} steps read and checked, imports excluded", median(taken) * 1000, LIMIT_MS, " ms"
    )


def of_500_steps() -> str:
    """The web shop's plan, its eighth step so often that they are 500."""
    text = w.text()
    assert ROW in text
    more = STEPS - 13
    return text.replace(ROW, "".join(ROW.replace("| 8 |", f"| 8.{number} |") for number in range(more)))
