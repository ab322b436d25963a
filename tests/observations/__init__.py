"""What was seen of the open points: from a client's session to a file, and back to a server that behaves so."""
