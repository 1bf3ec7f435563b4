-- Tries: addresses by tostring and %p.
-- Must: ok

for _, value in ipairs { {}, print, coroutine.create(print), string.find } do
  local text = ("%s %p %20p"):format(value, value, value) .. tostring(value)
  assert(not text:find("0x") and not text:find("%x%x%x%x%x%x"), text)
end
