-- Tries: parentheses without end.
-- Must: ok

assert(not load("return " .. ("("):rep(10000) .. "1" .. (")"):rep(10000)))
