"""The null twin: stands where Grafana is not set up.

No deployment asks it to carry anything, but one that was under way while Grafana was set up.
"""

from bot.ports import Message, Rendered
from integrations.grafana.carrier import render
from integrations.unset import Unset


class NoGrafana(Unset):
    """Shows nothing on dashboards."""

    words = "Grafana is not set up: not shown there"

    def render(self, message: Message) -> Rendered:
        """The annotation as it would stand there."""
        return render(message)
