"""What a row of 7.1 asks for over HTTP, and what its Expected cell says of the answer. Nothing is guessed:

what a cell says beyond what is understood here is named, and the row then is people's.
"""

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus

from bot.domain.bands import holds
from bot.domain.plan import Band, SmokeTest
from bot.domain.roles import NO_VALUE

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""
METHODS = READING | {"POST", "PUT", "PATCH", "DELETE"}
TOKENS = frozenset({"token", "access_token", "accesstoken", "id_token", "jwt", "bearer", "session"})
"""Words of Expected by which a row gives the next ones a way in."""
SUCCESS = frozenset(range(200, 300))
"""What is expected where the cell names no status."""

WAITED_FOR = 10.0
"""Seconds: for so long a row is waited for, at most, since others wait for it to end."""
LONGEST, SHOWN = 1000, 60
"""Characters: a longer Expected cell is not read, and so much of it is shown."""

_CODE = " `"
"""What may stand around a cell that is code."""
_ADDRESS = r"(?:/|(?i:https?)://)\S*"
_REQUEST = re.compile(rf"([A-Za-z]+):?\s+({_ADDRESS})|({_ADDRESS})")
_LIKE_A_REQUEST = re.compile(rf"(?:{'|'.join(sorted(METHODS))})\b.*")
_OPEN = re.compile(r"\{[^{}]*\}?")

_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|(?<!\w)\'([^\']+)\'(?!\w)')
_QUOTE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a quoted text while the rest of its cell is read."""
_BETWEEN = re.compile(r"[;\n]|,(?!\d)|\s(?:and|und|plus|&|\+)\s", re.IGNORECASE)
_PHRASES = {f"{status.value}": status.phrase.casefold() for status in HTTPStatus}
_PHRASE = "|".join(sorted((re.escape(phrase) for phrase in set(_PHRASES.values())), key=len, reverse=True))
_STATUS = rf"([1-5]\d\d|[1-5]xx)(?:\s*\(?\b({_PHRASE})\b\)?)?"
_ONE_STATUS = re.compile(_STATUS, re.IGNORECASE)
_STATUSES = re.compile(
    rf"(?:(?:http(?:/[\d.]+)?|status(?:\s+code)?|code)[\s:]+)*{_STATUS}"
    rf"(?:\s*(?:,|/|\||\bor\b|\boder\b)\s*{_STATUS})*(?!\S)",
    re.IGNORECASE,
)
_ALONE = {"ok": 200, "created": 201, "accepted": 202, "no content": 204}
"""What people write in place of a number."""
_BELOW = ("<", "under", "below", "less than", "faster than", "unter", "weniger als", "schneller als")
_WITHIN = (
    "<=",
    "=<",
    "≤",
    "within",
    "in",
    "at most",
    "up to",
    "max",
    "höchstens",
    "innerhalb von",
    "maximal",
)
_OPERATOR = "|".join(sorted(map(re.escape, (*_BELOW, *_WITHIN)), key=len, reverse=True))
_MILLISECONDS = {"ms": 1, "milliseconds": 1, "millisekunden": 1, "s": 1000, "sec": 1000, "secs": 1000}
_MILLISECONDS |= {"second": 1000, "seconds": 1000, "sek": 1000, "sekunde": 1000, "sekunden": 1000}
_MILLISECONDS |= {"min": 60_000, "minute": 60_000, "minutes": 60_000, "minuten": 60_000}
_UNIT = "|".join(sorted(_MILLISECONDS, key=len, reverse=True))
_TIME = re.compile(
    rf"\(?(?P<operator>{_OPERATOR})\.?\s*(?P<amount>\d{{1,7}}(?:[.,]\d{{1,3}})?)\s*(?P<unit>{_UNIT})\b\.?\)?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?:with|contains?|containing|holds?|has|includes?|including|returns?|gives?|enthält|mit|liefert)\s+",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:an?|the|eine?n?|das|der|die)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d][\w-]*(?:\.[\w-]+)*")
_ABOUT = frozenset(
    {"json", "html", "xml", "text", "body", "response", "answer", "page", "redirect", "empty", "nothing"}
    | {"error", "errors", "success", "successful", "works", "fast", "quick", "quickly", "visible", "loads"}
    | {"valid", "same", "immediately", "unchanged", "correct", "yes", "no", "not", "none", "fails", "failed"}
    | {"any", "tbd", "todo", "leer", "schnell", "sichtbar", "erfolgreich", "fehler", "seite", "antwort"}
    | {"unverändert", "nicht", "kein", "keine"}
)
"""Words that say something about an answer, and need not stand in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent: a path or a whole address as written, and a body of JSON, "" where there is none."""

    method: str
    target: str
    body: str = ""

    @property
    def is_writing(self) -> bool:
        """Whether it may change something, so that it runs on a press, and once."""
        return self.method not in READING


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an answer must be: its status, when it must be whole, what must stand in it.

    `words` may have either case, `literals` not. `limit` is in milliseconds. `unread` is what only people
    can judge.
    """

    statuses: frozenset[int] = SUCCESS
    limit: Band | None = None
    words: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def is_in_time(self, milliseconds: float) -> bool:
        """Whether an answer that took so long was quick enough."""
        return self.limit is None or holds(self.limit, milliseconds)

    @property
    def status(self) -> str:
        """Which statuses are good, for people: `200 or 204`, `2xx`."""
        whole = {each // 100 for each in self.statuses if self.statuses >= _hundred(each // 100)}
        single = sorted(each for each in self.statuses if each // 100 not in whole)
        return " or ".join((*map(str, single), *(f"{each}xx" for each in sorted(whole))))

    @property
    def gives_token(self) -> bool:
        """Whether the answer gives a way in to the rows after it."""
        return any(word.casefold() in TOKENS for word in self.words)


def request_of(test: SmokeTest) -> Request | None:
    """The request of a row; `None` where its action is none: people do it. A bare address is read."""
    found = _REQUEST.fullmatch(test.action.strip(_CODE))
    method = (found[1] or "GET").upper() if found else ""
    if found is None or method not in METHODS:
        return None
    body = test.request.strip(_CODE)
    return Request(
        method=method, target=found[2] or found[3], body="" if body.casefold() in NO_VALUE else body
    )


def hindrance(test: SmokeTest) -> str:
    """Why only people can run a row that looks like a request, and what to do; "" where nothing hinders."""
    request, action = request_of(test), test.action.strip(_CODE)
    if request is None:
        is_odd = bool(_LIKE_A_REQUEST.fullmatch(action))
        return (
            f"“{action}” cannot be read as a request: write METHOD /path and nothing else" if is_odd else ""
        )
    if found := _OPEN.search(request.target):
        return f"nobody knows what to put for {found[0]}: write it out"
    if request.body and not _is_json(request.body):
        return 'its Request is no JSON: write it as {"user": "smoke-test"}'
    expected = expected_of(test)
    if expected.unread:
        named = ", ".join(f"“{each}”" for each in expected.unread)
        return f"only people can judge {named}: write a status, a time as < 2s, a word, a “quoted text”"
    if expected.limit and expected.limit.value > WAITED_FOR * 1000:
        return f"an answer is waited for {WAITED_FOR:g} s at most, not {expected.limit.text}: write less"
    if request.method == "HEAD" and (expected.words or expected.literals):
        return "HEAD is answered without a body, in which something could stand: write GET"
    return ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def expected_of(test: SmokeTest) -> Expected:
    """What the Expected cell says: `200 OK, < 2s`, `201 or 204`, `2xx, "Welcome back"`, `token`."""
    cell = test.expected.strip(_CODE).replace(_QUOTE, " ")
    if len(cell) > LONGEST:
        return Expected(unread=(f"{cell[:SHOWN]}…",))
    quoted = iter([next(filter(None, match.groups())) for match in _QUOTED.finditer(cell)])
    reading = _Reading()
    for piece in _BETWEEN.split(_QUOTED.sub(_QUOTE, cell)):
        reading.take(piece.strip(), [next(quoted) for _ in range(piece.count(_QUOTE))])
    return Expected(
        statuses=frozenset(reading.statuses) or SUCCESS,
        limit=reading.limit,
        words=tuple(dict.fromkeys(reading.words)),
        literals=tuple(dict.fromkeys(reading.literals)),
        unread=tuple(reading.unread),
    )


@dataclass
class _Reading:
    """A cell, piece by piece."""

    statuses: set[int] = field(default_factory=set)
    limit: Band | None = None
    words: list[str] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def take(self, piece: str, quoted: list[str]) -> None:
        """Read a piece, in which each text of `quoted` has its sign, or keep it as it is written."""
        if piece and not (self._take_known(piece, quoted) or self._take_held(piece, quoted)):
            for text in quoted:
                piece = piece.replace(_QUOTE, f'"{text}"', 1)
            self.unread.append(piece)

    def _take_known(self, piece: str, quoted: list[str]) -> bool:
        """`200 OK`, `< 2s`, `200 OK < 2s`, `200 with products`."""
        if time := _TIME.fullmatch(piece):
            return self._take_time(time)
        if piece.casefold() in _ALONE:
            self.statuses.add(_ALONE[piece.casefold()])
            return True
        found = _STATUSES.match(piece)
        rest = piece[found.end() :].strip() if found else ""
        if found is None or not (codes := _codes(found[0])):
            return False
        if rest and not (_TIME.fullmatch(rest) or _VERB.match(rest)):
            return False
        self.statuses |= codes
        if rest:
            self.take(rest, quoted)
        return True

    def _take_time(self, time: re.Match[str]) -> bool:
        if self.limit is not None:
            return False
        operator = "<" if time["operator"].casefold() in _BELOW else "<="
        value = float(time["amount"].replace(",", ".")) * _MILLISECONDS[time["unit"].casefold()]
        self.limit = Band(operator=operator, value=value, unit="ms", text=time[0].strip("()"))
        return True

    def _take_held(self, piece: str, quoted: list[str]) -> bool:
        """`products`, `contains "Welcome back"`."""
        held = _ARTICLE.sub("", _VERB.sub("", piece, count=1), count=1)
        if held == _QUOTE:
            self.literals += quoted
            return True
        if _WORD.fullmatch(held) and held.casefold() not in _ABOUT:
            self.words.append(held)
            return True
        return False


def _codes(text: str) -> set[int]:
    """The statuses of `200 OK or 2xx`; none where a number has another one's phrase."""
    found: set[int] = set()
    for code, phrase in _ONE_STATUS.findall(text):
        if phrase and phrase.casefold() != _PHRASES.get(code):
            return set()
        found |= _hundred(int(code[0])) if code.endswith(("x", "X")) else {int(code)}
    return found


def _hundred(first: int) -> set[int]:
    return set(range(first * 100, first * 100 + 100))
