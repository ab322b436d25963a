"""Who may do what: identities, authorization, addresses, filters, homes, client certificates."""
