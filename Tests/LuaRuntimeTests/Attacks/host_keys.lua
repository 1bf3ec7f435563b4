-- Tries: keys that do not cross.
-- Must: error: a table's keys must be strings or integers here
local host = ...

host.echo { [{}] = 1 }
