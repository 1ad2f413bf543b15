"""PagerDuty: hears when a deployment begins, ends and is taken back."""
