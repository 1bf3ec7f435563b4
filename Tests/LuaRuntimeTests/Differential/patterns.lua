-- Calls the pattern functions with generated patterns and subjects; answers what each call gave.

local seed = ...
local state = seed * 7919 + 12345

local function random(most)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return (state >> 8) % most + 1
end

local function pick(list)
  return list[random(#list)]
end

local SINGLE = {
  "a", "b", ".", "%a", "%s", "%d", "[ab]", "[^a]", "%w", "[a-c]", "[]]", "[^]b]", "[%a-]", "%%",
  "%.", "-", "x", " ", "%S", "%W", "[%s,]", "[a-]", "$", "^", "\0", "%\0", "%z", "[%", "%", "[", "]", "\xff",
  "%P", "%x", "%u", "[\x80-\xff]", "%g", "%c", "%l", "%p",
}
local REPEATS = { "", "", "", "", "*", "+", "-", "?", "*", "-" }
local OTHER = {
  "(", ")", "()", "%1", "%2", "%b()", "%bab", "%f[%a]", "%f[^a]", "%b", "%f", "%f[", "%0",
  "%baa", "%b a",
}
local CHARACTERS = {
  "a", "b", "a", "b", " ", "c", "1", "x", "(", ")", ",", "\0", "]", "-", "\xc3", "%",
}
local REPLACEMENTS = {
  "", "x", "<%0>", "%1", "%2", "%%", "%", "a%x", "%1%1", 7, 3.5,
  function(a, b) return b or a end,
  function() return nil end,
  function(a) return type(a) == "string" and #a end,
  function() return {} end,
  { a = "A", [" "] = false, b = 3, x = {} },
}

local function pattern()
  local text = random(5) == 1 and "^" or ""
  local open = 0
  for _ = 1, random(6) do
    local kind = random(8)
    if kind == 1 then
      text, open = text .. "(", open + 1
    elseif kind == 2 and open > 0 then
      text, open = text .. ")", open - 1
    elseif kind == 3 and random(2) == 1 then
      text = text .. pick(OTHER)
    else
      text = text .. (random(3) == 1 and pick(SINGLE) or SINGLE[random(12)]) .. pick(REPEATS)
    end
  end
  if random(12) ~= 1 then
    text = text .. (")"):rep(open)
  end
  return random(6) == 1 and text .. "$" or text
end

local function subject()
  local parts = {}
  -- Some are so long that the matcher begins to remember.
  local length = random(20) == 1 and 400 or random(3) == 1 and random(60) or random(10)
  local variety = random(4) == 1 and 2 or #CHARACTERS
  for i = 1, length - 1 do
    parts[i] = CHARACTERS[random(variety)]
  end
  return table.concat(parts)
end

local function shown(...)
  local values = table.pack(...)
  for i = 1, values.n do
    local value = values[i]
    values[i] = type(value) == "string" and ("%q"):format(value) or tostring(value)
  end
  return (table.concat(values, " ", 1, values.n):gsub("[\n\0]", "N"))
end

local CALLS = {
  function(text, wanted)
    return string.find(text, wanted, random(4) == 1 and random(20) - 10 or nil, random(8) == 1)
  end,
  function(text, wanted)
    return string.match(text, wanted, random(3) == 1 and random(12) - 6 or nil)
  end,
  function(text, wanted)
    local found = {}
    for a, b in string.gmatch(text, wanted, random(4) == 1 and random(12) - 6 or nil) do
      found[#found + 1] = shown(a, b)
    end
    return table.concat(found, ";")
  end,
  function(text, wanted)
    return string.gsub(text, wanted, pick(REPLACEMENTS), random(4) == 1 and random(4) - 1 or nil)
  end,
}

local lines = {}
for case = 1, 400 do
  local text, wanted = subject(), pattern()
  lines[case] = shown(#text < 100 and text or #text, wanted, pcall(pick(CALLS), text, wanted))
end
return table.concat(lines, "\n")
