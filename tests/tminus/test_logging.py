import io
import json
import logging
import warnings
from typing import Literal

import pytest
import structlog
from hypothesis import given, strategies as st

from tminus.logging import REDACTED, SHORTEST_SECRET, handler, redactor, set_up

Style = Literal["console", "json"]
STYLES: tuple[Style, ...] = ("console", "json")
TOKEN = "xoxb-123456789012-abcDEF"
SECRET = 'päss"wörd\\of the test'


class Screen(io.StringIO):
    """A stream that shows colours."""

    def isatty(self) -> bool:
        return True


def foreign(stream: io.StringIO, style: Style) -> logging.Logger:
    """A logger of another library that writes to the stream alone."""
    logger = logging.getLogger("uvicorn.error")
    logger.handlers = [handler(stream, style=style, secrets=[SECRET])]
    logger.setLevel("DEBUG")
    logger.propagate = False
    return logger


def broken() -> None:
    only_in_a_variable = "kept to itself"
    raise ValueError(f"cannot use {SECRET}, {TOKEN}, {len(only_in_a_variable)}")


@pytest.mark.parametrize(
    "said",
    [
        TOKEN,
        "xoxe.xoxp-1-Mi0yLTEyMzQ1",
        "xapp-1-A0123-456-abcdef",
        f"token={TOKEN}&channel=C1",
        "Authorization: Bearer abcDEF.123",
        "{'Authorization': 'Token token=abcDEF123'}",
        '{"authorization": "Basic YW5hOmFiY0RFRg=="}',
        "(b'Authorization', b'Bearer abcDEF123')",
        "Authorization=abcDEF123",
        "postgresql+psycopg://ana:abcDEF@db/tminus",
        "smtps://ana:ab@cDEF@mail.example",
        "https://hooks.slack.com/commands/T1/2/abcDEF",
        "https://hooks.slack-gov.com/actions/T1/2/abcDEF",
        "403, message='', url='wss://wss-primary.slack.com/link/?ticket=abcDEF-1.2%3D&app_id=A1'",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(said: str) -> None:
    """Tokens, authorizations, passwords in addresses and response addresses do not stay in a text."""
    clean = redactor([])(f"before {said} after")
    assert clean.startswith("before ")
    assert clean.endswith(" after")
    assert REDACTED in clean
    assert not [part for part in ("abcDEF", "cDEF", "YW5h", "Mi0y", "123456789012") if part in clean]


@pytest.mark.parametrize(
    "said",
    [
        "10.0.0.1:443 - POST /slack/events 200",
        "http://127.0.0.1:8000/api/chat.postMessage",
        "see https://t-minus.example/plans?by=ana@t-minus.example",
        "postgresql://db.example/tminus",
        "the author signs nothing",
    ],
)
def test_an_ordinary_line_stays_as_it_is(said: str) -> None:
    """Nothing is taken out of lines that hold no secret."""
    assert said == redactor([])(said)


def test_a_configured_secret_of_few_letters_is_no_pattern() -> None:
    """A secret shorter than the limit would tear words apart; at the limit it is taken out."""
    assert SHORTEST_SECRET == 4
    assert "deploy" == redactor(["dep"])("deploy")
    assert f"{REDACTED}oy" == redactor(["depl"])("deploy")


@given(st.text(min_size=SHORTEST_SECRET, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_configured_secret_is_found_in_every_spelling(secret: str) -> None:
    """A secret is taken out as it stands, out of JSON and out of Python's own spelling."""
    redact = redactor([secret])
    for spelled in (secret, json.dumps(secret)[1:-1], repr(secret)[1:-1]):
        assert f"<{REDACTED}>" == redact(f"<{spelled}>")


@pytest.mark.parametrize("style", STYLES)
def test_a_foreign_line_is_cleaned(style: Style) -> None:
    """A line of another library goes the same way, with its arguments and extras."""
    stream = io.StringIO()
    foreign(stream, style).info("calling with %s", {"token": TOKEN}, extra={"password": SECRET})
    line = stream.getvalue()
    assert "calling with" in line
    assert TOKEN not in line
    assert "wörd" not in line
    assert "uvicorn.error" in line


@pytest.mark.parametrize("style", STYLES)
def test_a_traceback_is_cleaned_and_shows_no_variables(style: Style) -> None:
    """An exception's text loses its secrets, and the values of variables are not shown at all."""
    stream = io.StringIO()
    try:
        broken()
    except ValueError:
        foreign(stream, style).exception("it failed")
    line = stream.getvalue()
    assert "ValueError" in line
    assert TOKEN not in line
    assert "wörd" not in line
    assert "kept to itself" not in line


def test_colours_hide_no_secret() -> None:
    """On a screen a key and its value are coloured apart, and still belong together."""
    stream = Screen()
    foreign(stream, "console").info("calling", extra={"authorization": "Bearer abcDEF123"})
    assert "\x1b[" in stream.getvalue()
    assert "abcDEF" not in stream.getvalue()


@pytest.mark.parametrize("style", STYLES)
def test_a_line_that_cannot_be_written_is_told_cleaned(
    style: Style, capsys: pytest.CaptureFixture[str]
) -> None:
    """Arguments that do not fit their line are reported, without secrets."""
    foreign(io.StringIO(), style).info("%d of %s", f"{SECRET} {TOKEN}", 1)
    told = capsys.readouterr().err
    assert "a line of uvicorn.error could not be logged" in told
    assert TOKEN not in told
    assert "wörd" not in told


def test_machines_read_one_object_per_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Our lines and foreign ones are JSON objects of the same shape, with what was bound to the context."""
    set_up(level="INFO", style="json", secrets=[SECRET])
    with structlog.contextvars.bound_contextvars(deployment="WEB-1"):
        structlog.get_logger("bot.outbox").warning("dead letter", lane="C1", why=SECRET)
        logging.getLogger("uvicorn.error").info("job %s added", "x")
        structlog.get_logger("bot.outbox").debug("not so loud")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert ours.pop("timestamp").endswith("Z")
    assert {
        "event": "dead letter",
        "lane": "C1",
        "why": REDACTED,
        "deployment": "WEB-1",
        "level": "warning",
        "logger": "bot.outbox",
    } == ours
    assert ("job x added", "WEB-1", "info", "uvicorn.error") == (
        theirs["event"],
        theirs["deployment"],
        theirs["level"],
        theirs["logger"],
    )


def test_warnings_are_lines_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A Python warning reaches the log."""
    set_up(level="INFO", style="json", secrets=[])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("this goes away soon", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "this goes away soon" in json.loads(capsys.readouterr().err)["event"]


def test_setting_up_twice_logs_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A second set-up replaces the first."""
    for style in STYLES:
        set_up(level="INFO", style=style, secrets=[])
    logging.getLogger("slack").warning("once")
    assert 1 == capsys.readouterr().err.count("once")


def test_what_only_tells_of_alarms_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """The scheduler's line for each ring, several a second, would hide what matters; warnings stay."""
    set_up(level="INFO", style="console", secrets=())
    logging.getLogger("apscheduler.executors.default").info("Running job")
    logging.getLogger("apscheduler.scheduler").warning("Run time was missed")
    said = capsys.readouterr().err

    assert "Running job" not in said
    assert "Run time was missed" in said


def test_headers_of_answers_are_not_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What httpcore says at its finest has cookies in it; the rest of it is heard."""
    monkeypatch.setattr(logging.getLogger("httpcore"), "level", logging.NOTSET)
    set_up(level="DEBUG", style="json", secrets=())
    levels = [logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in ("httpcore.http11", "httpx")]
    assert [False, True] == levels
