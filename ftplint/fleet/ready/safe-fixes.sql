-- Which servers have findings that 'ftplint fix' can fix without changing who gets in, and how many.
SELECT server, any_value(path) AS path, count(*) AS findings, list_sort(list(DISTINCT rule)) AS rules
FROM findings
WHERE suppressed IS NULL AND fix = 'safe'
GROUP BY server
ORDER BY findings DESC, server
