-- Which certificates expire next, and where they are in use. Only bundles of evidence know the end of a certificate.
SELECT certificate_expires AS expires, certificate, thumbprint, server, list_sort(list(site)) AS sites
FROM sites
WHERE certificate_expires IS NOT NULL
GROUP BY ALL
ORDER BY expires, thumbprint, server
