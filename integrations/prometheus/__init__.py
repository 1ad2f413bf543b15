"""Prometheus: what metrics measure."""
