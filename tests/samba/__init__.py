"""A real Active Directory domain controller (Samba) on a loopback address of its own, for tests."""
