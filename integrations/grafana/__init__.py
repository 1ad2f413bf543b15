"""Grafana: its dashboards show when a deployment was carried out."""
