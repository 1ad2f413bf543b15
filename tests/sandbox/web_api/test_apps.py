from sandbox.web_api.apps import open_connection
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.call import Call
from sandbox.workspace import World


def test_each_address_is_for_one_socket_of_the_app(world: World) -> None:
    """A secure page has a secure socket, and no two addresses have the same ticket."""
    calls = [
        Call(world=world, arguments=Arguments({}), address=address)
        for address in ("http://here/", "https://here/pretend/")
    ]
    plain, secure = (open_connection(call)["url"] for call in calls)

    assert plain.startswith("ws://here/link?ticket=")
    assert secure.startswith("wss://here/pretend/link?ticket=")
    assert plain.endswith(f"&app_id={world.bot.app_id}")
    assert plain.split("ticket=")[1] != secure.split("ticket=")[1]
