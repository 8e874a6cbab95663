-- SQLite has a table of webhooks that wait to be taken apart. Here their events are written before they are acknowledged.

SELECT 1;
