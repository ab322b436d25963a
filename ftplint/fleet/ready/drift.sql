-- Which values a setting has across the fleet, the usual one first, and where the others are.
-- VALUE setting: the path of the setting or its end, 'ssl/@controlChannelPolicy' or 'controlChannelPolicy'
WITH found AS (
  SELECT server, site, location, setting, value FROM settings
  WHERE setting = $setting OR ends_with(setting, '/' || $setting) OR ends_with(setting, '/@' || $setting)
)
SELECT setting, value, count(*) AS places, count(DISTINCT server) AS servers,
       list_sort(list(DISTINCT concat_ws(': ', server, nullif(concat(site, location), ''))))[1:20] AS first_places
FROM found
GROUP BY setting, value
ORDER BY setting, places DESC, value
