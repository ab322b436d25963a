"""The protocol without sockets: the command table, its handlers, the state of a session, replies."""
