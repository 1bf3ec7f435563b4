-- Tries: what is no JSON.
-- Must: ok
local host = ...

for _, text in ipairs { "", "{", "[1,", "\0", "\"\xff\"", "nul", "1e999", "{\"a\":1,}", "[1 2]" } do
  local value, why = host.decode(text)
  assert(value == nil and type(why) == "string", text)
end
