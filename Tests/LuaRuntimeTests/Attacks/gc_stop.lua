-- Tries: to stop the collector.
-- Must: error: collectgarbage: only "count" is allowed

collectgarbage("stop")
