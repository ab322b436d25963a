"""A report of a run to text: one format, one file."""
