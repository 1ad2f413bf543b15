"""The `apps.*` methods: they take the app's own token, not the bot's."""

from collections.abc import Mapping

from sandbox.model import Json
from sandbox.web_api.call import Call, Method


def open_connection(call: Call) -> Json:
    """`apps.connections.open`: an address for one socket."""
    address = call.address.replace("http", "ws", 1)
    return {"url": f"{address}link?ticket={call.world.tickets.issue()}&app_id={call.world.bot.app_id}"}


METHODS: Mapping[str, Method] = {"apps.connections.open": open_connection}
