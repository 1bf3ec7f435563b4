-- Tries: padding without end.
-- Must: error: not enough memory

return string.pack("c1000000000", "")
