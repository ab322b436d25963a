-- Which FTP sites take passwords or files in clear text, or let anonymous users in.
SELECT server, site, control, data, tls, list_contains(methods, 'anonymous') AS anonymous
FROM sites
WHERE state <> 'fails'
  AND (NOT tls OR control NOT IN ('SslRequire', 'SslRequireCredentialsOnly') OR data <> 'SslRequire'
       OR list_contains(methods, 'anonymous'))
ORDER BY server, site
