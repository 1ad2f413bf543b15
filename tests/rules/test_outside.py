import pytest

from tests.rules.lines import lines
from tests.rules.outside import no_slack_in_bot, nothing_starts_at_import, one_maker_of_http_clients


@pytest.mark.parametrize(
    "code", ["import slack_sdk", "from slack_bolt import App", "from commands import slack"]
)
def test_the_coordinator_imports_nothing_of_slack(code: str) -> None:
    """An import with Slack in its name is a fault in bot, and nowhere else."""
    assert [1] == lines(no_slack_in_bot, "bot/outbox.py", code)
    assert [] == lines(no_slack_in_bot, "commands/app.py", code)


def test_the_coordinator_may_import_its_own() -> None:
    """Other imports are fine."""
    assert [] == lines(no_slack_in_bot, "bot/outbox.py", "import json\nfrom bot import ports")


@pytest.mark.parametrize("code", ["import httpx\nhttpx.AsyncClient()", "from httpx import get\nget(url)"])
def test_http_clients_are_made_in_one_module(code: str) -> None:
    """A client is made in the module that knows the time-outs."""
    assert [2] == lines(one_maker_of_http_clients, "integrations/smoke.py", code)
    assert [2] == lines(one_maker_of_http_clients, "sandbox/app.py", code)
    assert [] == lines(one_maker_of_http_clients, "tminus/http.py", code)
    assert [] == lines(one_maker_of_http_clients, "sandbox/bot_link.py", code)
    assert [] == lines(one_maker_of_http_clients, "tests/test_web.py", code)


@pytest.mark.parametrize(
    "code",
    [
        "engine = sa.create_engine(url)",
        "class A:\n    scheduler = AsyncIOScheduler()",
        "if x:\n    clients = [httpx.AsyncClient()]",
        "app = FastAPI()",
    ],
)
def test_importing_a_module_starts_nothing(code: str) -> None:
    """An engine, a scheduler, a client or an app is a fault where an import makes it."""
    assert [code.count("\n") + 1] == lines(nothing_starts_at_import, "tminus/web.py", code)
    assert [] == lines(nothing_starts_at_import, "tests/conftest.py", code)


@pytest.mark.parametrize(
    "code",
    ["def make():\n    return FastAPI()", "make = lambda: FastAPI()", "app = Typer()", "class Database: ..."],
)
def test_a_function_may_start_what_it_likes(code: str) -> None:
    """What runs only when it is called is fine."""
    assert [] == lines(nothing_starts_at_import, "tminus/web.py", code)
