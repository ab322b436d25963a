"""The schema files of a server (``inetsrv\\config\\schema\\*.xml``): read, held against a file, compared with ours.

They judge the whole file, every section, not only FTP. The format is documented in the header of IIS_schema.xml and in
Microsoft's pages on the configuration schema of IIS 7; iis-config-system section 7 states it.
"""

from __future__ import annotations

from ftplint.iis_schema.compare import Difference, differences_in_ftp
from ftplint.iis_schema.judge import judge_file
from ftplint.iis_schema.load import load_schema, schema_of
from ftplint.iis_schema.model import Attribute, Element, ServerSchema

__all__ = [
    "Attribute",
    "Difference",
    "Element",
    "ServerSchema",
    "differences_in_ftp",
    "judge_file",
    "load_schema",
    "schema_of",
]
