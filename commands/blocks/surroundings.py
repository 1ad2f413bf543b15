"""What stands beside a deployment, in a line: a lock, freezes, others there, people in two at once."""

from bot.domain.locks import typed
from bot.domain.state import Deployment
from bot.domain.surroundings import Freeze, Lock, Neighbour, Surroundings, Target
from bot.domain.times import day_and_clock
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, code, plain, quoted
from commands.words import SLASH

WARNING = "⚠️"
NAMED = 3
"""How many neighbours and freezes a line names."""
WORDS = 80
"""How much of a reason a line quotes."""
FREEZE, NIGHT = "freeze", "same night:"
OURS = (f"{FREEZE} ", NIGHT)
"""Words of ours that begin with a capital at a line's start; names stay as they are written."""


def target(to: Target) -> str:
    """`Web shop, production`."""
    return f"{plain(to.service, NAME)}, {plain(to.environment, ph.VERSION)}"


def lock(state: Deployment) -> str:
    """What a rolled-back deployment's own lock holds, or who released it; "" where it holds none."""
    if state.locked is None:
        return ""
    if state.unlocked:
        by = ph.given_by(state.unlocked, state.zone)
        return f"{target(state.target)} is released by {by}: {quoted(state.unlocked.note, WORDS)}"
    return (
        f"🔒 {target(state.target)} is locked until it is released: {code(f'{SLASH} {typed(state.target)}')}"
    )


def beside(state: Deployment, *, amid: bool = False) -> str:
    """Everything that bars its way or needs its people, then who else is up; "" where there is nothing.

    `amid`: it does not begin a line.
    """
    around = state.surroundings
    barring = [
        *([_locked(around.lock)] if around.lock else []),
        *(_frozen(freeze) for freeze in around.freezes[:NAMED]),
        *(_rival(neighbour) for neighbour in around.neighbours if neighbour.runs or _takes(neighbour)),
    ]
    night = _night(around)
    is_warning = bool(barring or around.clashing)
    line = ph.sentence(*barring, night)
    if line.startswith(OURS) and not amid:
        line = line[0].upper() + line[1:]
    return f"{WARNING} {line}" if is_warning else line


def _locked(lock: Lock) -> str:
    hold = lock.holds[0]
    since = day_and_clock(hold.at, hold.zone)
    who = ph.person_name(hold.by)
    return (
        f"{target(lock.target)} is *locked* since {since}, rolled back by {who}: {quoted(hold.reason, WORDS)}"
    )


def _frozen(freeze: Freeze) -> str:
    until = day_and_clock(freeze.end, freeze.zone)
    return f"{FREEZE} {freeze.number} until {until}: {quoted(freeze.reason, WORDS)}"


def _takes(neighbour: Neighbour) -> bool:
    return neighbour.is_rival and neighbour.overlaps


def _rival(neighbour: Neighbour) -> str:
    name = ph.release_named(neighbour.title)
    return f"{name} is *under way* there" if neighbour.runs else f"{name} has the same window there"


def _night(around: Surroundings) -> str:
    """`same night: Billing 2.3 (same DBA: Dora Nagy), Search 7 and 4 more`."""
    others = [each for each in around.neighbours if not (each.runs or _takes(each)) or each.shared]
    more = max(0, len(others) - NAMED) + around.more
    shown = ", ".join(_named(each) for each in others[:NAMED])
    beyond = f" and {more} more" if more > 0 else ""
    return f"{NIGHT} {shown}{beyond}" if shown else ""


def _named(neighbour: Neighbour) -> str:
    name = ph.release_named(neighbour.title)
    if not neighbour.shared:
        return name
    first, more = neighbour.shared[0], len(neighbour.shared) - 1
    also = f" and {more} more" if more else ""
    return f"{name} (same {plain(first.role, NAME)}: {ph.person_name(first.person)}{also})"


def conflicts(state: Deployment) -> str:
    """The same for a list, as short as can be; "" where nothing is in the way."""
    around = state.surroundings
    found = [
        *(["locked"] if around.lock else []),
        *(f"freeze {freeze.number}" for freeze in around.freezes[:NAMED]),
        *(f"{plain(n.id, NAME)} is under way there" for n in around.neighbours if n.runs),
        *(f"same window as {plain(n.id, NAME)}" for n in around.neighbours if _takes(n) and not n.runs),
        *(
            f"{ph.person_name(n.shared[0].person)} also in {ph.release_named(n.title)}"
            for n in around.clashing
        ),
    ]
    return f"{WARNING} {ph.listed(found, NAMED, '; ')}" if found else ""
