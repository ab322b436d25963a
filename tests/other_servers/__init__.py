"""FTPS servers of others, each started as a process of its own: to try our client on, and to compare our server with."""
