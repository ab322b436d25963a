"""From a finding to fixed: what to set where, in the file itself or in a script for the live server."""
