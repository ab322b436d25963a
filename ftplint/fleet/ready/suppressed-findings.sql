-- Which findings are suppressed, with which reason, and on how many servers.
SELECT rule, suppressed, reason, count(DISTINCT server) AS servers, count(*) AS findings
FROM findings
WHERE suppressed IS NOT NULL
GROUP BY rule, suppressed, reason
ORDER BY servers DESC, findings DESC, rule, reason
