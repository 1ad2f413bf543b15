"""Where the sandbox is reached, for the addresses it hands out."""

from starlette.requests import Request


def address_of(request: Request) -> str:
    """The sandbox's own address as the caller sees it, ending in a slash, also where it is mounted."""
    return str(request.base_url.replace(path=f"{request.scope.get('root_path', '')}/"))
