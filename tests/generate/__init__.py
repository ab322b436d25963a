"""Writes what is generated and committed; tests fail when a committed copy is stale."""
