"""The null twin: stands where PagerDuty is not set up.

No deployment asks it to carry anything, but one that was under way while PagerDuty was set up.
"""

from bot.ports import Message, Rendered
from integrations.pagerduty.carrier import render
from integrations.unset import Unset


class NoPagerDuty(Unset):
    """Tells PagerDuty nothing."""

    words = "PagerDuty is not set up: not told there"

    def render(self, message: Message) -> Rendered:
        """What PagerDuty would hear."""
        return render(message)
