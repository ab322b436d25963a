"""Rule files: what a rule is, loading, the index of the built-in ones, selecting."""
