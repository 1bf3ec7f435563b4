-- Tries: to change the libraries for others.
-- Must: ok

string, table, math, os = nil, nil, nil, nil
_G.pcall, _G.error, _G.tostring = nil, nil, nil
