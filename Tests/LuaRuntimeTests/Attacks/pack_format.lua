-- Tries: formats that lie about lengths.
-- Must: ok

for _, format in ipairs { "s8", "i16", "!16i16", "c999999999", "z", "Xi16" } do
  pcall(string.unpack, format, ("\xff"):rep(15), 1)
end
assert(not pcall(string.unpack, "s8", ("\xff"):rep(8)))
