"""pyftpdlib's own functional tests, pointed at `ftplint serve`; what each failure means stands in ``verdicts``."""
