"""Pure rules of a deployment: standard library only, frozen values, no I/O."""
