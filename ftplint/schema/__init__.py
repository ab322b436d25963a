"""What IIS allows: the declarations of applicationHost.xsd, values, validation."""
