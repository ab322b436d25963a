"""Clients that play a scenario: our own, and independent ones. Each takes a Call and gives back the dialogue."""
