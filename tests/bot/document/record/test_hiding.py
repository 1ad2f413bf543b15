import pytest

from bot.document.cells import cell_spans
from bot.document.parse import parse
from bot.document.record.frame import framed
from bot.domain.hushing import HUSHED
from bot.domain.masking import HIDDEN
from tests.bot.document.record.nights import TEXT, Night

ROW = "| CHECKOUT_API_VERSION | v3 | v4 | web-shop |"
COMMAND = "./migrate.sh up --env production --to V041_3"


def recorded(text: str) -> str:
    """The document as its record gives it back."""
    return framed(Night(text).open().record()).plan


def with_row(row: str) -> str:
    """The web shop's document with another row in 5.1."""
    assert ROW in TEXT
    return TEXT.replace(ROW, row)


def line(text: str, start: str) -> str:
    """The first line that begins so."""
    return next(each for each in text.splitlines() if each.startswith(start))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("| DB_PASSWORD | `old-1` | new\\|2-x | web |", f"| DB_PASSWORD | {HIDDEN} | {HIDDEN} | web |"),
        ("| DB_PASSWORD | | a1b2c3<br>d4e5f6 | web |", f"| DB_PASSWORD | | {HIDDEN} | web |"),
        ('| DB_PASSWORD |o|"n-2"| web|', f"| DB_PASSWORD |{HIDDEN}|{HIDDEN}| web|"),
        ("| DB_URL | a | postgres://u:p9@h/d | web |", f"| DB_URL | a | {HIDDEN} | web |"),
        ("| DB | a | DB_PASS=p9 x | web |", f"| DB | a | DB_PASS={HUSHED} x | web |"),
        ("| DB | a | DB_PASSWORD=p9 | web |", f"| DB | a | {HIDDEN} | web |"),
        ("| DB_PASSWORD | o | ne|w-2 | w |", f"| DB_PASSWORD | {HIDDEN} | {HIDDEN}|{HIDDEN} | {HIDDEN} |"),
        ("| DB_URL | a | pg://u:p|w9@h/d | web |", f"| DB_URL | {HIDDEN} | {HIDDEN}|{HIDDEN} | {HIDDEN} |"),
        ("| DB_NAME | a | b|c | web |", "| DB_NAME | a | b|c | web |"),
    ],
)  # fmt: skip
def test_a_secret_of_section_5_is_hidden_however_its_cell_is_written(row: str, found: str) -> None:
    """Of a row that a pipe parts all but the name is; each cell stays in its place."""
    text = with_row(row)
    shown = recorded(text)
    assert found == line(shown, row[:5])
    assert len(cell_spans(row)) == len(cell_spans(found))
    assert shown == recorded(shown)
    assert [text.splitlines()[number] == each for number, each in enumerate(shown.splitlines())].count(
        False
    ) <= 1


def test_a_secret_is_hidden_wherever_it_stands_in_the_document() -> None:
    """In a command, behind a line that goes on, in an address of 7.1, in prose, in a key; nothing else is."""
    key = "-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----"
    text = with_row("| DB_PASSWORD | | hunter2\\|blue | web-shop |")
    text = text.replace(COMMAND, f"{COMMAND} \\\n  --db-password hunter-9\n{key}")
    text = text.replace("| GET / |", "| GET /?token=t0ps3cret, Authorization: Bearer b3arer |")
    text += "\nIt was hunter2|blue, and hunter-9 in the shell.\n\n"
    text += "| a | hunter2\\|blue |\n|---|---|\n| b | t0ps3cret |\n"
    shown = recorded(text)
    assert [] == [
        each for each in ("hunter2", "blue,", "hunter-9", "abc", "t0ps3cret", "b3arer") if each in shown
    ]
    assert f"  --db-password {HUSHED}\n{HUSHED}\n{HUSHED}\n{HUSHED}\n{HUSHED}\n" in shown
    assert f"| a | {HUSHED} |\n|---|---|\n| b | {HUSHED} |" in shown
    pairs = zip(text.splitlines(), shown.splitlines(), strict=True)
    assert 10 == sum(before != after for before, after in pairs)
    assert shown == recorded(shown)


def test_old_line_ends_stay() -> None:
    """Also within what is hidden."""
    text = with_row(ROW).replace(COMMAND, f"{COMMAND} --password 'a\rb'")
    assert len(text.splitlines()) == len(recorded(text).splitlines())


@pytest.mark.parametrize("row", ["| DB_NAME | a | b|c | web |", "| NAME |a|b|c|d|e|"])
def test_a_row_that_a_pipe_parts_stops_the_plan(row: str) -> None:
    """Its values would be set as they were not meant."""
    said = [problem.text for problem in parse(with_row(row)).problems]
    (text,) = [each for each in said if "more cell(s)" in each]
    assert text.endswith("its values are not what was meant: write a `|` inside a cell as `\\|`.")
