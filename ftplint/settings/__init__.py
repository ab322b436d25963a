"""Settings files: ftplint.toml, or [tool.ftplint] in pyproject.toml."""
