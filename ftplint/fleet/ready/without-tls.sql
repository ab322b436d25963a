-- Which FTP sites that somebody can log in to have no TLS at all.
SELECT server, site, bindings, methods FROM sites WHERE NOT tls AND state <> 'fails' ORDER BY server, site
