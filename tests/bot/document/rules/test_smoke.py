import pytest

from bot.document.findings import Level
from tests.bot.document.documents import FILLED, LEDGER, SEED, changed, found, line_of, said

ROW = "| Homepage loads | GET / | 200 OK, < 2s | | ⬜ |"
BASE = "| Base URL | https://shop.example.com |\n"


def about(row: str, base: str = BASE) -> list[tuple[Level, str]]:
    """What is said of a row in place of the first, on its line."""
    text = changed(BASE, base, changed(ROW, row))
    return [(each.level, each.text) for each in found(text) if each.line == line_of(row, text)]


@pytest.mark.parametrize("text", [FILLED, LEDGER])
def test_our_own_plans_are_readable(text: str) -> None:
    """Every row of 7.1 in them is one that the bot can run."""
    assert [] == [each for each in said(text) if "people run" in each or "Base URL" in each]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("| Home | GET / and look | 200 OK | | ⬜ |", "cannot be read as a request"),
        ("| Home | GET / | a nice page | | ⬜ |", "only people can judge “a nice page”"),
        ("| Home | POST /x | 201 | `{user: smoke}` | ⬜ |", "its Request is no JSON"),
        ("| Home | `GET /orders/{order_id}` | 200 | | ⬜ |", "what to put for {order_id}"),
    ],
)
def test_a_row_that_only_people_can_run_is_a_warning(row: str, word: str) -> None:
    """It says why, and that people run it until it is mended."""
    ((level, text),) = about(row)
    assert level is Level.WARNING
    assert text.startswith("“Home”, ")
    assert word in text
    assert text.endswith("until then people run this row.")


def test_what_is_no_request_is_peoples_and_no_finding() -> None:
    """Nobody meant the bot."""
    assert [] == about("| Home | Open the app and log in | the name is shown | | ⬜ |")


@pytest.mark.parametrize(
    ("target", "leaves"),
    [
        ("https://shop.example.com/x", False),
        ("https://SHOP.example.com:443/x", False),
        ("https://other.example.com/x", True),
        ("http://shop.example.com/x", True),
        ("https://shop.example.com:8443/x", True),
        ("https://shop.example.com@other.example.com/x", True),
        ("https://[shop/x", True),
    ],
)
def test_an_address_off_the_base_url_is_a_warning(target: str, leaves: bool) -> None:
    """By scheme, host and port."""
    texts = [text for _, text in about(f"| Home | GET `{target}` | 200 | | ⬜ |")]
    assert leaves == any("leaves the Base URL https://shop.example.com" in text for text in texts)


@pytest.mark.parametrize(
    "written", ["shop.example.com", "ftp://shop.example.com", "https://", "https://a:1x", "https://a b"]
)
def test_a_base_url_that_is_no_address_is_a_warning(written: str) -> None:
    """It is said once, not for each row."""
    text = changed(BASE, f"| Base URL | `{written}` |\n")
    (problem,) = [each for each in found(text) if "Base URL" in each.text]
    assert (Level.WARNING, True) == (problem.level, f"“{written}” is no address" in problem.text)


def test_paths_without_a_base_url_are_a_note() -> None:
    """People run them, as they did."""
    (problem,) = [each for each in found(changed(BASE, "")) if "Base URL" in each.text]
    assert Level.NOTE is problem.level
    assert "7.1 has 5 request(s) that begin with a path" in problem.text
    assert [Level.NOTE] == [each.level for each in found(SEED) if "Base URL" in each.text]


def test_a_base_url_is_missed_by_paths_only() -> None:
    """Nor is one missing that is still to be filled in."""
    rows = "\n".join(
        line for line in FILLED.split("\n") if " | GET /" not in line and " | POST /" not in line
    )
    assert [] == [each for each in said(changed(BASE, "", rows)) if "Base URL" in each]
    text = changed(BASE, "| Base URL | https://{host} |\n")
    assert [] == [each for each in said(text) if "Base URL" in each]


@pytest.mark.parametrize(
    ("action", "is_said"),
    [("Run smoke tests", False), ("Smoke-test the shop", False), ("Try the critical paths", True)],
)
def test_smoke_tests_that_no_step_asks_for_are_a_warning(action: str, is_said: bool) -> None:
    """It says what to call the step."""
    text = changed("| Run smoke tests |", f"| {action} |")
    warned = [each.level for each in found(text) if "nobody is asked for them" in each.text]
    assert ([Level.WARNING] if is_said else []) == warned
