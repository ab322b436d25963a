-- Which FTP sites let nobody in, and what keeps everybody out.
SELECT server, site, shut_by, worst FROM sites WHERE state = 'fails' ORDER BY server, site
