"""What is let pass says why, where it stands."""

import io
import re
import tokenize
from collections.abc import Iterator

from tests.rules.source import Finding, Source

WHAT = "type" + ": ignore"
IGNORE = re.compile(WHAT + r"(\[[a-z, -]+\])?(?P<reason>.*)")


def reasons_for_ignores(source: Source) -> Iterator[Finding]:
    """A comment that silences the type checker goes on with the reason, behind another `#`."""
    if WHAT not in source.text:
        return
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        found = IGNORE.search(token.string) if token.type == tokenize.COMMENT else None
        if found and not re.match(r" +# (?!noqa)\S", found["reason"]):
            text = "say why on the line, behind another `#`; better: give it a type"
            yield Finding(source.path, token.start[0], "reasons-for-ignores", text)
