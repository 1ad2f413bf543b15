"""All of Slack: slash commands, actions, views, messages."""
