"""Sockets, TLS and the loop: the only files that know pyftpdlib."""
