"""Tables, repository and the unit of work, the only place that commits."""
