-- Which thumbprints serverCertHash has, on how many servers and sites: one that many share is renewed on all of them.
SELECT thumbprint, any_value(certificate) AS certificate, count(DISTINCT server) AS servers, count(*) AS sites,
       list_sort(list(DISTINCT server)) AS names
FROM sites
WHERE thumbprint IS NOT NULL
GROUP BY thumbprint
ORDER BY servers DESC, sites DESC, thumbprint
