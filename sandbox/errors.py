"""What the sandbox refuses: to the bot as Slack would, to the person as the page would."""


class SlackError(Exception):
    """A Web API call is refused. `code` is Slack's error name, `messages` say what is wrong where."""

    def __init__(self, code: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages


class ImpossibleError(Exception):
    """A person cannot do this: the button is not there, the option does not exist. Its text says why."""
