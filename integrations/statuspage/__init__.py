"""Statuspage: what customers read of a deployment, as a scheduled maintenance of a page."""
