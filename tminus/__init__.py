"""Starts T-Minus: command line, settings, and the wiring that puts the parts together."""
