"""A small pretend Slack workspace in a browser, for the demo and for tests."""
