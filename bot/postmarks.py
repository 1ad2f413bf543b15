"""The mark that travels with each post, and by which it is found again where its answer was lost.

It begins with the second at which it was made, in hexadecimal: whoever looks for it knows from when on.
"""

import uuid
from datetime import UTC, datetime

BETWEEN = "."


def postmark(now: datetime) -> str:
    """A new mark; `now` is real time."""
    return f"{int(now.timestamp()):x}{BETWEEN}{uuid.uuid4().hex}"


def made_at(mark: str) -> datetime | None:
    """When a mark was made; `None` where it does not tell, as those of before did not."""
    seconds, between, _ = mark.partition(BETWEEN)
    return datetime.fromtimestamp(int(seconds, 16), UTC) if between else None
