"""Block Kit built from state by pure functions."""
