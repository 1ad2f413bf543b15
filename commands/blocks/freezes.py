"""The change freezes, and what is locked after a rollback: both hold deployments back."""

from collections.abc import Sequence

from bot.domain.locks import typed
from bot.domain.surroundings import Freeze, Lock
from bot.domain.times import day_and_clock, span
from commands.blocks import phrases as ph
from commands.blocks.answers import lines
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import NAME, code, plain, quoted
from commands.blocks.surroundings import target
from commands.words import SLASH, WORDS


def listed(freezes: Sequence[Freeze], locks: Sequence[Lock]) -> Content:
    """Everything that counts now or will; how to set one where there is nothing."""
    found = [*(_freeze(freeze) for freeze in freezes), *(_lock(lock) for lock in locks)]
    if found:
        return lines("Change freezes and locks", found)
    text = f"Nothing is frozen or locked. {code(WORDS['freeze'].usage)} sets a freeze."
    return Content(text=text, blocks=(paragraph(text),))


def _freeze(freeze: Freeze) -> str:
    what = plain(freeze.service, NAME) or "everything"
    when = span(freeze.start, freeze.end, freeze.zone)
    by = f"{ph.person_name(freeze.by)}: {quoted(freeze.reason)}"
    return f"❄️ *Freeze {freeze.number}*: {what}, {plain(freeze.environment, NAME)}, {when}; {by}"


def _lock(lock: Lock) -> str:
    hold = lock.holds[0]
    since = day_and_clock(hold.at, hold.zone)
    by = f"{ph.person_name(hold.by)} rolled {ph.release_named(hold.title)} back: {quoted(hold.reason)}"
    return f"🔒 *{target(lock.target)}*, since {since}; {by}; {code(f'{SLASH} {typed(lock.target)}')}"
