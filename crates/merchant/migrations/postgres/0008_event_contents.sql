-- SQLite keeps the contents of events that came together as one compressed text; here each event keeps its own.

SELECT 1;
