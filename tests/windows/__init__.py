"""What is different on Windows: in paths, files, consoles and processes."""
