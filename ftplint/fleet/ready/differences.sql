-- Which settings differ from the model server (--against) most often, without exceptions.
SELECT setting, model, count(DISTINCT server) AS servers, count(*) AS places,
       list_sort(list(DISTINCT server))[1:20] AS first_servers
FROM differences
WHERE exception IS NULL
GROUP BY setting, model
ORDER BY servers DESC, places DESC, setting, model
