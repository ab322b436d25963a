"""Checks rule files: structure, names in XPaths, examples. Only ``ftplint rules test`` and ``--rules`` need it."""
