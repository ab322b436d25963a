-- On which servers the last run found something else than the run before, by rule.
WITH numbered AS (SELECT DISTINCT run FROM history ORDER BY run DESC LIMIT 2),
     last AS (SELECT server, rule, findings FROM history WHERE run = (SELECT max(run) FROM numbered)),
     before AS (SELECT server, rule, findings FROM history
                WHERE run = (SELECT min(run) FROM numbered) AND (SELECT count(*) FROM numbered) = 2)
SELECT server, rule, coalesce(before.findings, 0) AS before, coalesce(last.findings, 0) AS now
FROM last FULL JOIN before USING (server, rule)
WHERE rule IS NOT NULL
  AND coalesce(before.findings, 0) <> coalesce(last.findings, 0)
  AND server IN (SELECT server FROM before) AND server IN (SELECT server FROM last)
ORDER BY server, rule
