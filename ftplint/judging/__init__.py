"""Rules applied to a configuration: findings, each with the place where the setting at fault was written."""
