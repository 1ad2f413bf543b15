"""Prometheus: what metrics measure. Nothing is asked yet but its null twin."""
