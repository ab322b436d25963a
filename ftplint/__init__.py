"""ftplint: a config linter and dependency validator for FTP on Microsoft IIS."""

__version__ = "0.3.0"
