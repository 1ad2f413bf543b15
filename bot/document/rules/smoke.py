"""Rules on smoke tests: which rows of 7.1 the bot cannot run, and why; which step asks for them."""

from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from bot.document.findings import Finding, note, warning
from bot.domain.plan import Plan
from bot.domain.smoke_requests import hindrance, request_of
from bot.domain.smoke_rows import is_testing

_PORTS = {"http": 80, "https": 443}
_OPEN = "{"
"""What is still to be filled in is said elsewhere."""


def readable(plan: Plan) -> Iterable[Finding]:
    """What looks like a request can be sent, and its answer judged."""
    for test in plan.smoke_tests:
        if problem := hindrance(test):
            yield warning(test.line, f"“{test.name}”, {problem}; until then people run this row.")


def base_url(plan: Plan) -> Iterable[Finding]:
    """Paths have an address to begin with, and whole addresses begin with it, too."""
    written = plan.release.base_url
    asked = [(test, found) for test in plan.smoke_tests if (found := request_of(test))]
    paths = [test.name for test, found in asked if found.target.startswith("/")]
    if not written:
        if paths:
            yield note(
                plan.release.line,
                f"7.1 has {len(paths)} request(s) that begin with a path, and 1.1 no Base URL: people run "
                f"them, unless you add the row Base URL, as https://shop.example.com.",
            )
        return
    if _OPEN in written:
        return
    base = _origin(written)
    if base is None:
        yield warning(
            plan.release.line,
            f"The Base URL “{written}” is no address that requests can be sent to: write one as "
            f"https://shop.example.com.",
        )
        return
    for test, found in asked:
        if not found.target.startswith("/") and _origin(found.target) != base:
            yield warning(
                test.line,
                f"“{test.name}” leaves the Base URL {written}: is it the release that answers there? It is "
                f"run only where the bot's settings allow that host, too.",
            )


def step(plan: Plan) -> Iterable[Finding]:
    """Some step asks for them."""
    if plan.smoke_tests and plan.steps and not any(is_testing(each) for each in plan.steps):
        yield warning(
            plan.smoke_tests[0].line,
            "7.1 has smoke tests, and no step of 3.2 or 3.3 has “smoke” in its words: none begins by itself "
            "and nobody is asked for them; call one “Run smoke tests”, or type /deploy smoke in time.",
        )


def _origin(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; `None` where it is no address of the web, or brings a password."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or _has_more(parts):
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


def _has_more(parts: SplitResult) -> bool:
    return parts.username is not None or any(sign in parts.netloc for sign in " \\")
