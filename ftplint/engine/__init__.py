"""Rules to findings."""
