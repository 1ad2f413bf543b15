"""What comes of an answer: held against what its row expects, in words that hold nothing of the answer."""

import re
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from bot.domain.smoke_requests import TOKENS, Expected
from bot.domain.watch import BUSY, SmokeOutcome, SmokeResult
from integrations.smoke.exchange import Answer
from integrations.smoke.tokens import json_in, plain_json, token_in
from integrations.smoke.urls import LONGEST

BEGINNING = 64 * 1024
"""Characters of a page in which its titles stand; of a page made to be slow no more is looked at."""

_TITLES = re.compile(r"<(title|h1|h2)\b[^<>]{0,300}>(.{0,150}?)</\1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NAMES_IT = re.compile(r"\bmaintenance\b|\bwartung", re.IGNORECASE)
_SAYS_IT = re.compile(
    r"^\W*(?:scheduled |planned )?(?:maintenance|wartung)\W*$"
    r"|\b(?:under|down for|in|undergoing|scheduled|planned|ongoing|for|site|system) maintenance\b"
    r"|\bmaintenance (?:mode|page|work|break|window|in progress)\b"
    r"|\bwartungs(?:arbeiten|modus|seite|pause|fenster)|\bin wartung\b|\bwegen wartung",
    re.IGNORECASE,
)
"""Nobody names a page so that sells maintenance."""
_LEADS_TO_IT = re.compile(
    r"(?:^|//)(?:maintenance|wartung)\.[^/]|(?:^|/)(?:maintenance(?:[-_]?(?:mode|page))?|wartung\w*)(?:\.\w+)?/?(?:[?#]|$)",
    re.IGNORECASE,
)
"""A host or the end of a path: `/maintenance.html`, not `/maintenance-kits`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of it, and the token that it gives, "" where it gives none."""

    result: SmokeResult
    token: str = ""


def judge(expected: Expected, answer: Answer, milliseconds: float, cookies: frozenset[str]) -> Judged:
    """Hold an answer against a row. `cookies` are the names of those that it sets."""
    held = _Held(answer, cookies)
    missing = [f"“{word}”" for word in expected.words if not held.has_word(word)]
    missing += [f"“{text}”" for text in expected.literals if not held.has(text)]
    is_status = answer.status in expected.statuses
    found = partial(SmokeResult, status=answer.status, milliseconds=round(milliseconds))
    if is_maintenance(answer, expected, is_good=is_status and not missing):
        why = "" if says_maintenance(answer) else BUSY
        return Judged(result=found(outcome=SmokeOutcome.MAINTENANCE, why=why))
    said = []
    if not is_status:
        said.append(f"{named(answer.status)}, expected {expected.status}")
    elif missing:
        of = "the answer" if answer.is_whole else "what is read of the answer"
        said.append(f"{of} holds no {' and no '.join(missing)}")
    if expected.limit and not expected.is_in_time(milliseconds):
        said.append(f"it took {round(milliseconds)} ms, expected {expected.limit.text}")
    if said:
        return Judged(result=found(outcome=SmokeOutcome.FAILED, why="; ".join(said)), token=held.token)
    return Judged(result=found(outcome=SmokeOutcome.PASSED), token=held.token)


def is_maintenance(answer: Answer, expected: Expected, *, is_good: bool) -> bool:
    """Whether a maintenance page answered in place of the release; `is_good`: as the row expects otherwise.

    A row that asks for it, by its status or in words, gets what it asks for.
    """
    unavailable = HTTPStatus.SERVICE_UNAVAILABLE
    asked = (*expected.words, *expected.literals)
    if (is_good and answer.status != HTTPStatus.OK) or any(map(_NAMES_IT.search, asked)):
        return False
    if leads_to_maintenance(answer) or (answer.status == unavailable and "Retry-After" in answer.headers):
        return True
    text = answer.text
    if answer.status not in {HTTPStatus.OK, unavailable} or not _NAMES_IT.search(text):
        return False
    if answer.status == unavailable or not _is_html(answer):
        return answer.status == unavailable
    titles = [_TAG.sub(" ", title).strip() for _, title in _TITLES.findall(text[:BEGINNING])]
    says_it = _SAYS_IT if is_good else _NAMES_IT
    return any(map(says_it.search, titles))


def says_maintenance(answer: Answer) -> bool:
    """Whether it names it; a 503 that only asks to be tried again may be a shop with too much to do."""
    return leads_to_maintenance(answer) or bool(_NAMES_IT.search(answer.text))


def leads_to_maintenance(answer: Answer) -> bool:
    """Whether it redirects to a maintenance page, whatever that says."""
    is_redirect = HTTPStatus.MULTIPLE_CHOICES < answer.status < HTTPStatus.BAD_REQUEST
    return is_redirect and bool(_LEADS_TO_IT.search(answer.headers.get("Location", "")[:LONGEST]))


def named(status: int) -> str:
    """`500 Internal Server Error`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status}"


def _is_html(answer: Answer) -> bool:
    return "html" in answer.headers.get("Content-Type", "").lower()


class _Held:
    """What an answer holds; JSON may write a letter in several ways."""

    def __init__(self, answer: Answer, cookies: frozenset[str]) -> None:
        self._text = answer.text
        self._json = json_in(self._text)
        self._cookies = cookies
        self._plain = plain_json(self._json)
        self._folded = f"{self._text}\n{self._plain}".casefold()
        self._is_page = _is_html(answer)
        self.token = ""

    def has(self, text: str) -> bool:
        """Just so."""
        return text in self._text or text in self._plain

    def has_word(self, word: str) -> bool:
        """In whatever case. A token must be one that can be used, or a cookie."""
        if word.casefold() not in TOKENS:
            return word.casefold() in self._folded
        self.token = self.token or token_in(self._json, word)
        is_cookie = any(word.casefold() in name.casefold() for name in self._cookies)
        is_text = self._json is None and not self._is_page and word.casefold() in self._folded
        return bool(self.token) or is_cookie or is_text
