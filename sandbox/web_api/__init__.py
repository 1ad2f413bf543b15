"""Slack's Web API, as far as a bot like ours needs it: one module for each family of methods."""
