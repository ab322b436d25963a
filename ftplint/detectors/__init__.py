"""Mistakes that XPath cannot see: one kind, one file."""
