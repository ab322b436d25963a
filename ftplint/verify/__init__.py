"""Holds rules against the reference server: the lab, clients, verdicts. Needs the extra ``ftplint[server]``."""
