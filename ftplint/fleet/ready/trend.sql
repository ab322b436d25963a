-- How many findings each run had, and how many servers were without errors and warnings.
SELECT run, min(date) AS date, count(DISTINCT server) AS servers,
       count(DISTINCT server) - count(DISTINCT server) FILTER (WHERE severity IN ('error', 'warning')) AS clean,
       coalesce(sum(findings) FILTER (WHERE severity = 'error'), 0)::INTEGER AS errors,
       coalesce(sum(findings) FILTER (WHERE severity = 'warning'), 0)::INTEGER AS warnings
FROM history
GROUP BY run
ORDER BY run
