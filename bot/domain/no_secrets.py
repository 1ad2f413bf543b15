"""What has a secret's name before it and is none: where one is, how many there are, a port, a version.

Whoever copies a command at 3 a.m. needs each word of it: only what is a secret for certain is hidden.
"""

import re

NO_VALUE = re.compile(
    r"(?i:tbd|tba|todo|unknown|none|no|not|nothing|n/a|na|see|ask|later|pending|missing|expired|invalid|wrong"
    r"|rotated|revoked|done|ok|yes|the|a|an|is|was|has|had|it|we|i|null|nil|true|false|on|off|empty|unset"
    r"|unchanged|changed|same|correct|works|working|fails|failed|valid|present|absent|all|works|accepted"
    r"|rejected|refused|disabled|enabled|renewed|required|leaked|siehe|fehlt|falsch|abgelaufen|geändert"
    r"|unverändert|voir|véase|ver)"
)
"""What follows a colon in a sentence about a secret that is not said in it; in other tongues a few, too."""
NO_WORD = re.compile(
    r"(?i:and|or|instead|flags?|options?|which|that|for|with|from|to|in|again|first|then|here)"
)
"""What follows a flag in a sentence about it."""
_PLACES = (
    "file|path|dir|stdin|name|arn|ref|ttl|policy|type|version|store|prompt|length|count|only|mode|provider"
    "|format|header|algorithm|days|hours|minutes|seconds|expiry|expires|expiration|rotation|rotated|copied"
    "|limit|size|enabled|required|host|region|image|issuer|audience"
)
_ABOUT_ONE = re.compile(
    rf"(?i:[_.-](?:{_PLACES}))$|(?<=[a-z])(?:{_PLACES.title()}|TTL)$|(?:^|\.)existingSecret$"
    r"|(?i:(?:^|[_.-])(?:max|min|num|total)[_.-])|(?:^|[_.-])(?:max|min|num|total)(?=[A-Z])"
)
"""How names go that say where a secret is, what is to be done with it, how long or how many it may be."""
_FLAG_ABOUT_ONE = re.compile(r"(?i)[_.-](?:id|from|env|url|uri)$")
"""How flags end that say the same; behind a sign it may be the secret itself."""
_CHOSEN = re.compile(r"(?i)passw|passphrase|pwd")
"""What people choose themselves, so that it may look like anything: `./hunter`."""
_SEVERAL = re.compile(r"(?i:tokens|keys|secrets|passwords|credentials)$")
_HOW_MANY = re.compile(r"\d+|[a-z]+")
_TOO_SHORT = re.compile(r"\d{1,2}")
_VERSION = re.compile(r"(?:[a-z0-9][\w./:-]*:)?v?\d{1,4}(?:\.\d{1,4}){1,3}(?:[-+][\w.]{1,20})?")
"""`2.4.1`, or the image of it: `registry:5000/api:v2.4.1-rc.1`."""
_PORT = re.compile(r"\d{2,5}(?:[/?#].*)?", re.DOTALL)
_PATH = re.compile(
    r"(?:~|\.\.?)/[\w./-]+|/(?:etc|run|var|tmp|home|opt|srv|usr|root|mnt)/[\w./-]+"
    r"|[\w./~-]+\.(?:key|pem|crt|cer|pub|p12|jks|json|ya?ml|txt|env|tfstate|tgz|gz|zip)"
)
_OPENS = re.compile(r"(?=[^\d]*\d)[\w+=-]+")
"""What a key looks like whose name says no more than that: `abc123`, and no `users`, no `app/v2.tgz`."""
LONGEST = 4096
"""Characters of what is looked at: whatever is longer is no path and no port."""


def says_about_one(name: str, *, is_flag: bool) -> bool:
    """Whether a name says where a secret is, or of what kind: `--token-file`, `secretName`."""
    return bool(_ABOUT_ONE.search(name) or (is_flag and _FLAG_ABOUT_ONE.search(name)))


def is_none(name: str, value: str) -> bool:
    """Whether the value behind a secret's name is none for certain: a file, a number of them, a version."""
    if len(value) > LONGEST:
        return False
    if name.rpartition(".")[2].casefold() in {"key", "keys"} and not _OPENS.fullmatch(value):
        return True
    if _SEVERAL.search(name) and _HOW_MANY.fullmatch(value):
        return True
    shapes = () if _CHOSEN.search(name) else (_VERSION, _PATH)
    return any(known.fullmatch(value) for known in (NO_VALUE, _TOO_SHORT, *shapes))


def is_port(before: str, name: str, value: str) -> bool:
    """Whether it is the port of a host that is called so; `before` is the character in front of the name."""
    is_host = before in {"/", "@"} or "." in name or "-" in name
    return is_host and len(value) <= LONGEST and bool(_PORT.fullmatch(value))
