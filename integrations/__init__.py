"""Outside services: a client, its port's adapter, its webhook, a null twin."""
