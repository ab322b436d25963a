-- Which servers are worst: those that cannot be judged, then by errors and warnings.
SELECT server, error IS NOT NULL AS unreadable, obstacle IS NOT NULL AS unusable, errors, warnings, infos, ftp_sites
FROM servers
WHERE error IS NOT NULL OR errors > 0 OR warnings > 0
ORDER BY unreadable DESC, errors DESC NULLS FIRST, warnings DESC NULLS FIRST, server
