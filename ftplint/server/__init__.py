"""The reference FTPS server: does what an effective configuration says. Needs the extra ``ftplint[server]``."""
