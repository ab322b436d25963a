"""Facts from outside the file: certificates and accounts. Needs the extra ``ftplint[certificates]``."""
