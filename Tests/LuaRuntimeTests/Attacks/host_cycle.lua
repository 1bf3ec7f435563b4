-- Tries: a table that holds itself.
-- Must: error: a table is nested deeper than
local host = ...

local t = {}
t[1] = t
host.echo(t)
