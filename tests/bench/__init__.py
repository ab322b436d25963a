"""``make bench``: speed and memory beside xmllint and jing, in one run on one machine."""
