-- Tries: the last of many elements, each time counted from the first.
-- Must: end
local host = ...

local list = host.lazy("[" .. ("1,"):rep(200000) .. "1]")
while true do
  pcall(function()
    return list[200001] + list[1]
  end)
end
