from typing import Any

import pytest

from bot.ports import Place
from commands.payloads import place_of, user_of


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (
            {"container": {"type": "message", "channel_id": "C1", "message_ts": "1.1"}},
            Place(channel="C1", ts="1.1"),
        ),
        (
            {"container": {"channel_id": "C1", "message_ts": "1.1", "thread_ts": "1.0"}},
            Place(channel="C1", thread="1.0", ts="1.1"),
        ),
        (
            {
                "container": {"channel_id": "C1", "message_ts": "1.1"},
                "message": {"ts": "1.1", "thread_ts": "1.0"},
            },
            Place(channel="C1", thread="1.0", ts="1.1"),
        ),
        ({"container": {"type": "view", "view_id": "V1"}}, Place(channel="")),
    ],
    ids=["message", "reply", "reply as the message says", "modal"],
)
def test_an_element_is_used_where_its_message_stands(body: dict[str, Any], place: Place) -> None:
    """The answer belongs in the same thread, however Slack names it; a modal stands nowhere."""
    assert place == place_of(body)


def test_who_pressed_is_known_by_id() -> None:
    """Names change, ids do not."""
    assert "U0ANA" == user_of({"user": {"id": "U0ANA", "username": "ana", "team_id": "T1"}})
