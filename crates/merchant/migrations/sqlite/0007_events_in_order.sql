-- Events lie in the order in which they came, by their row ids, so that order needs no index; this one was a fifth of the time
-- that storing an event takes.

DROP INDEX events_by_receipt;
