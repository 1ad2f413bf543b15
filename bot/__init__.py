"""The deployment coordinator itself."""
