"""The agenda: what a deployment is to do by the clock, as a table of rules over its state."""
