-- Tries: an error whose text is made by a loop.
-- Must: error: an error that is no text

error(setmetatable({}, { __tostring = function()
  while true do end
end }))
