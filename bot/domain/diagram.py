"""The page of the documentation that draws the lifecycle, made from its table so that it is always true."""

from collections.abc import Iterable

from bot.domain.lifecycle import TABLE, Rule
from bot.domain.state import Lifecycle

INTRODUCTION = """\
# The lifecycle

This page is made from the table in `bot/domain/lifecycle.py`; change that one, not this page.

An arrow names what leads from one state to the next; "wake up" is the clock, when Go takes effect or the
window ends. A phase without steps is gone through at once, a plan without checkpoints is completed by its
last step, and a way back that has only follow-ups is over at once: that is why some arrows reach far.
"On hold" is no state of its own: it lies over pre-deployment, deploying and verifying, and nobody new is
called meanwhile.
"""

WHO_MAY = """\
## Who may do what, and when

Whoever may not, or asks at another time, is told why, who may, and what is possible now; nothing changes.
"""


def lifecycle_page() -> str:
    """The whole page, in Markdown: the diagram and the table of who may do what in which state."""
    return f"{INTRODUCTION}\n{_diagram()}\n{WHO_MAY}\n{_table()}"


def _diagram() -> str:
    names = [f'    state "{state.value}" as {_key(state)}' for state in Lifecycle]
    arrows = [
        f"    {_key(source)} --> {_key(target)}: {', '.join(doings)}"
        for (source, target), doings in arrows_by_way().items()
    ]
    start = f"    [*] --> {_key(Lifecycle.DRAFT)}: start"
    return "\n".join(("```mermaid", "stateDiagram-v2", *names, start, *arrows, "```", ""))


def arrows_by_way() -> dict[tuple[Lifecycle, Lifecycle], list[str]]:
    """What leads from a state to another, by (from, to) in the order of the lifecycle."""
    ways: dict[tuple[Lifecycle, Lifecycle], list[str]] = {}
    for rule in TABLE:
        for source, targets in rule.leads_to.items():
            for target in targets:
                ways.setdefault((source, target), []).append(rule.doing)
    order = list(Lifecycle)
    return dict(sorted(ways.items(), key=lambda way: tuple(order.index(state) for state in way[0])))


def _key(state: Lifecycle) -> str:
    return state.name.lower()


def _table() -> str:
    head = ("| what | who | while it is | may lead to |", "|---|---|---|---|")
    return "\n".join((*head, *(_row(rule) for rule in TABLE), ""))


def _row(rule: Rule) -> str:
    targets = dict.fromkeys(target for reached in rule.leads_to.values() for target in reached)
    when = "any state" if len(rule.states) == len(Lifecycle) else _listed(rule.states)
    return f"| {rule.doing} | {rule.who.text} | {when} | {_listed(targets) or '–'} |"


def _listed(states: Iterable[Lifecycle]) -> str:
    return ", ".join(state.value for state in states)
