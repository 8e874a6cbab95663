-- SQLite's tables of small rows lie in the order of their keys, and lines of its audit log wait in a table of their own. Here rows
-- lie where there is room with an index beside them, and lines wait in their signup's row.

SELECT 1;
