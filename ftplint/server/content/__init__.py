"""What clients see of the disk: storage, views, listings."""
