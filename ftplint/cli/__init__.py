"""The command line: one command, one file. Nothing imports it."""
