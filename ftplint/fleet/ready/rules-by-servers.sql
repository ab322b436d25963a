-- Which rules find something on most servers; suppressed findings do not count.
SELECT rule, any_value(name) AS name, any_value(severity) AS severity,
       count(DISTINCT server) AS servers, count(*) AS findings
FROM findings
WHERE suppressed IS NULL
GROUP BY rule
ORDER BY servers DESC, findings DESC, rule
