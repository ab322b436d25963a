"""Tests of ``ftplint fleet``."""
