"""The reference server beside stock pyftpdlib and proftpd, on one machine in one run."""
