-- SQLite's events lie in the order in which they came, and its index of that order is gone; here it stays.

SELECT 1;
