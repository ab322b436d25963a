"""FTP clients that nobody here wrote, each sent to `ftplint serve` with each task: `make clients` writes docs/clients.md."""
