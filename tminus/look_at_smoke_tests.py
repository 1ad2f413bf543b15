"""The doctor's look at the smoke tests: whom they may call, and whether that is what plans ask for."""

from collections.abc import AsyncIterator, Iterator

from bot.document.parse import parse
from bot.domain.plan import Plan
from bot.domain.refusals import Refusal
from bot.domain.smoke_requests import request_of
from bot.errors import Permanent
from commands.plans import Plans
from integrations.smoke.allowed import Allowed, Entry
from integrations.smoke.exchange import Resolve, resolve
from integrations.smoke.urls import Target, read_target
from tminus.settings import Settings
from tminus.verdicts import Check, bad, good, off

WHAT = "smoke tests"
HTTPS = 443


async def look_at_smoke_tests(settings: Settings, resolve: Resolve = resolve) -> AsyncIterator[Check]:
    """Names are looked up, and nothing is called."""
    allowed = Allowed(settings.smoke_allowed_hosts)
    if not allowed.entries:
        unused = ", SMOKE_HEADERS are sent nowhere" if settings.smoke_headers else ""
        yield off(WHAT, f"SMOKE_ALLOWED_HOSTS is not set: people run the tests of 7.1{unused}")
        return
    for entry in allowed.entries:
        yield await _look_up(allowed, entry, resolve)
    if settings.smoke_headers:
        sent = ", ".join(settings.smoke_headers)
        yield good(WHAT, f"sent with each request, but not over http to another machine: {sent}")
    plans = Plans(settings.plans_dir)
    for known in await plans.known():
        read = await plans.read(known.stem)
        if not isinstance(read, Refusal):
            for problem in _problems(allowed, parse(read[1]).plan):
                yield off(WHAT, f"{known.stem}.md: {problem}")


async def _look_up(allowed: Allowed, entry: Entry, resolve: Resolve) -> Check:
    """Whether its name leads where it may."""
    target = Target(scheme="https", host=entry.host, port=entry.port or HTTPS, path="/")
    try:
        found = allowed.addresses(target, await resolve(entry.host, target.port))
    except Permanent as error:
        return bad(WHAT, f"{error}")
    except (OSError, UnicodeError):
        return bad(WHAT, f"{entry.host} is not found (DNS): mend it in SMOKE_ALLOWED_HOSTS")
    return good(WHAT, f"{target.authority} may be called, at {', '.join(found)}")


def _problems(allowed: Allowed, plan: Plan) -> Iterator[str]:
    """Why requests of a plan would not be run, each reason once."""
    said = set()
    for request in filter(None, map(request_of, plan.smoke_tests)):
        try:
            allowed.check(read_target(plan.release.base_url, request.target))
        except Permanent as error:
            said.add(f"{error}")
    yield from sorted(said)
