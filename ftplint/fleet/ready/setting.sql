-- What a setting is on each server and site, and which level wrote it.
-- VALUE setting: the path of the setting or its end, 'ssl/@controlChannelPolicy' or 'controlChannelPolicy'
SELECT server, site, location, setting, value, origin
FROM settings
WHERE setting = $setting OR ends_with(setting, '/' || $setting) OR ends_with(setting, '/@' || $setting)
ORDER BY server, site NULLS FIRST, location NULLS FIRST, setting
