"""What the file means: sites, layers, and the effective configuration."""
