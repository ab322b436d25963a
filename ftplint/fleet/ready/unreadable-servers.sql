-- Which servers could not be judged, and why.
SELECT server, path, error FROM servers WHERE error IS NOT NULL ORDER BY server, path
