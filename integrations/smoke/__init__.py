"""Smoke tests that a machine runs. Nothing runs them yet: there is the null twin."""
