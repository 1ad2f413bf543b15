"""Grafana: its dashboards show when a deployment was carried out, and its alerts are heard; with them those
of Prometheus's Alertmanager, whose payload Grafana's grew from.
"""
