-- Tries: a __tostring that never ends, from string.format.
-- Must: end

return ("%s"):format(setmetatable({}, { __tostring = function()
  while true do end
end }))
