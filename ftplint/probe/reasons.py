"""What may be behind a difference, the likeliest first."""

from __future__ import annotations

OTHER_FILE = "another file is in force: redirected configuration, another server of a farm, or an older copy"
NOT_RESTARTED = "the FTP service was not restarted since the setting was changed"
OTHER_SITE = "another site answers at this address and port"
FIREWALL = "a firewall or NAT is in between"
OLDER_IIS = "an older IIS, which does not know the setting"
NO_IIS = "the server is not IIS"
STORE = (
    "the certificate is not in the store that serverCertStoreName names, or its private key is missing or unreadable"
)
RENEWED = "the certificate was renewed, and the file is from before or was not changed"
HTTP_SYS = "TLS ends at a device in front of the server (a load balancer), which sends a certificate of its own"
STOPPED = "the site or the FTP service is stopped"
NTFS = "NTFS permissions of the folder, which the file does not hold"
CREDENTIALS = "the user name or password is wrong, or the account is locked, disabled or expired"
MAPPING = "Active Directory does not map the certificate to an account, or does not trust its issuer"

OF_A_SETTING = (OTHER_FILE, NOT_RESTARTED, OTHER_SITE)
"""Where a setting of the file is not in force."""
