"""The careful client by itself."""
