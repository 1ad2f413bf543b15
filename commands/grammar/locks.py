"""What holds deployments back: locks and change freezes."""

import re
from datetime import datetime, timedelta

from bot.domain.facts import incomplete, unknown
from bot.domain.freezes import EndFreeze, SetFreeze
from bot.domain.quotes import straight, unquoted
from bot.domain.refusals import Refusal
from commands.command import ChangeFreeze, Command, ShowFreezes, UnlockTarget
from commands.grammar.reading import moment_of
from commands.text import first_word, readable

ALL = "all"
END = "end"
_MOMENT = r'"?(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?"?'
TIMES = re.compile(rf"{_MOMENT} {_MOMENT}(?= |$)")
NUMBER = re.compile(r"[0-9]{1,9}")
NAME = re.compile(r'"([^"]+)"|(\S+)')


def unlock(rest: str) -> Command | Refusal:
    """`unlock SERVICE ENVIRONMENT reason`; which words are the service's, the locks that there are tell."""
    return UnlockTarget(readable(rest))


def freeze(rest: str) -> Command | Refusal:
    """`freeze`, `freeze SERVICE|all ENVIRONMENT FROM TO reason`, or `freeze end N reason`."""
    if not rest:
        return ShowFreezes()
    word, after = first_word(readable(rest))
    if word.casefold() == END:
        number, reason = first_word(after)
        if not NUMBER.fullmatch(number):
            return incomplete("Which freeze ends? Its number is in the list of freezes.")
        return ChangeFreeze(EndFreeze(number=int(number), reason=unquoted(reason)))
    return _set(readable(rest))


def _set(text: str) -> Command | Refusal:
    service, after = _name(text)
    environment, when = _name(after)
    if not service or not environment:
        return incomplete("Which service, in which environment?")
    times = TIMES.match(straight(when))
    start, end = (_moment(*times.group(1, 2)), _moment(*times.group(3, 4))) if times else (None, None)
    if times is None or start is None or end is None:
        return unknown(
            f"From when until when? I cannot read “{when[:40]}”: 2026-12-24 is a date that I can read, or "
            f"2026-12-24 18:00."
        )
    return ChangeFreeze(
        SetFreeze(
            service="" if service.casefold() == ALL else service,
            environment=environment,
            start=start,
            end=end if times[4] else end + timedelta(days=1),
            reason=unquoted(when[times.end() :]),
        )
    )


def _name(text: str) -> tuple[str, str]:
    """The first name, quoted where it has spaces, and what follows it."""
    plain = straight(text.strip())
    found = NAME.match(plain)
    if found is None:
        return "", ""
    return (found[1] or found[2]).strip(), text.strip()[found.end() :].strip()


def _moment(day: str, time: str | None) -> datetime | None:
    return moment_of(f"{day} {time or '00:00'}")
