"""The night of the stories, and the plays of the outbox, for tests in which something is away."""

from tests.bot.conftest import play
from tests.scenario.conftest import app_token, night, others, plans_dir

__all__ = ["app_token", "night", "others", "plans_dir", "play"]
