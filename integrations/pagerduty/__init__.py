"""PagerDuty: hears when a deployment begins, ends and is taken back, and tells of incidents."""
