"""The log: structlog through the standard library, one stream for our lines and those of other libraries.

Every line is cleaned after it is written out, tracebacks included, so that no secret leaves the process
whichever library says it: Slack's tokens, `Authorization` values, passwords in addresses, Slack's response
addresses (whoever knows one can post with it), the tickets in those of its sockets, and whatever is
configured as a secret.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Literal, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

REDACTED = "[redacted]"
SHORTEST_SECRET = 4
"""A configured secret shorter than this is part of too many words to be taken out of every line."""

_COLOUR = r"(?:\x1b\[[\d;]*m)*"
_PATTERNS = (
    (re.compile(r"\b(?:xox[a-z]\b[.-]|xapp-)[\w.%-]+"), REDACTED),
    (
        re.compile(
            rf"(authorization[\"']?{_COLOUR}\s*[:=,]\s*{_COLOUR}(?:b?[\"'])?)"
            r"(?:(?:basic|bearer|oauth|token)\s+(?:token=)?)?[^\s\"',}\x1b]+",
            re.IGNORECASE,
        ),
        rf"\1{REDACTED}",
    ),
    (re.compile(r"(\b[a-z][a-z+.-]*://[^\s:/?#@]*:)[^\s/?#]+@", re.IGNORECASE), rf"\1{REDACTED}@"),
    (re.compile(r"(hooks\.slack(?:-gov)?\.com/)[\w/%-]+"), rf"\1{REDACTED}"),
    (re.compile(r"(\bticket=)[\w%.-]+"), rf"\1{REDACTED}"),
)


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that takes secrets out of a text: those given, and what looks like one."""
    spelled = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _spellings(secret)}
    known = re.compile("|".join(map(re.escape, sorted(spelled, key=len, reverse=True))) or r"(?!)")

    def redact(text: str) -> str:
        text = known.sub(REDACTED, text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text

    return redact


def _spellings(secret: str) -> tuple[str, ...]:
    """A secret as it stands in a text, in JSON, in an address and in a Python literal."""
    return (
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(secret, safe=""),
        repr(secret)[1:-1],
    )


class CleanHandler(logging.StreamHandler[TextIO]):
    """Writes lines without secrets, also the line that says that a line could not be written out."""

    def __init__(self, stream: TextIO, redact: Callable[[str], str]) -> None:
        super().__init__(stream)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The line, cleaned."""
        return self._redact(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Say that a line could not be written out, and why, cleaned as well."""
        problem = f"a line of {record.name} could not be logged: {traceback.format_exc()}"
        sys.stderr.write(self._redact(problem))


def handler(stream: TextIO, *, style: Literal["console", "json"], secrets: Iterable[str]) -> logging.Handler:
    """A handler that writes clean lines to the stream, for people (`console`) or for machines (`json`)."""
    writes: tuple[Processor, ...] = (
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    )
    if style == "console":
        # The plain traceback, because the pretty one shows local variables.
        plain = structlog.dev.plain_traceback
        writes = (structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain),)
    clean = CleanHandler(stream, redactor(secrets))
    clean.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=(structlog.stdlib.ProcessorFormatter.remove_processors_meta, *writes),
            foreign_pre_chain=(*_shared(), structlog.stdlib.ExtraAdder()),
        )
    )
    return clean


def _shared() -> tuple[Processor, ...]:
    """What every line gets, ours and foreign ones."""
    return (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )


def set_up(*, level: str, style: Literal["console", "json"], secrets: Iterable[str]) -> None:
    """Send every line of this process to standard error, from this level on (`INFO`).

    Uvicorn must be started with `log_config=None`, else it writes lines of its own beside these.
    """
    logging.basicConfig(level=level, handlers=[handler(sys.stderr, style=style, secrets=secrets)], force=True)
    # What it says below that has the headers of each answer, cookies among them.
    logging.getLogger("httpcore").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    # It tells of every alarm that it rings, several times a second.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
