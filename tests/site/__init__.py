"""The documentation as a site with search, which also works from a folder without a network: ``make docs``."""
