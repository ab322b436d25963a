-- Which controls of published baselines each server passes and fails. A control that needs rules that did not run is
-- not checked: judge the fleet with --profile.
SELECT server, profile,
       list_sort(list(control) FILTER (WHERE status = 'passed')) AS passed,
       list_sort(list(control) FILTER (WHERE status = 'failed')) AS failed,
       list_sort(list(control) FILTER (WHERE status NOT IN ('passed', 'failed'))) AS others
FROM controls
GROUP BY server, profile
ORDER BY server, profile
