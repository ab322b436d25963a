"""A running server held against its file: the reference server, servers of others, and hostile ones."""
