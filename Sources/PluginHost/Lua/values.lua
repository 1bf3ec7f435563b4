-- JSON, text, time and errors.

local usher, host, _, shared = ...

usher.json = { encode = host.encode, array = host.array, copy = host.copy }

local function reader(read)
  return function(text)
    local value, why = read(text)
    if why then
      host.raise(why)
    end
    return value
  end
end
usher.json.decode = reader(host.decode)
usher.json.lazy = reader(host.lazy)

usher.together = host.together
usher.parse_time = host.parse_time
usher.format_time = host.format_time
usher.parse_duration = host.parse_duration

local error_mark = { __tostring = function(failure) return failure.message end }

function usher.error(options)
  if type(options) ~= "table" or type(options.kind) ~= "string" or type(options.message) ~= "string" then
    host.raise('usher.error takes { kind = "not_allowed", message = "…" }')
  end
  if not host.is_error_kind(options.kind) then
    host.raise(("%q is not a kind of error; the kinds are %s"):format(options.kind, host.error_kinds))
  end
  return setmetatable(options, error_mark)
end

usher.text = {
  lower = host.lower,
  upper = host.upper,
  from_html = host.from_html,
  to_html = host.to_html,
  escape_html = host.escape_html,
  has_word = host.has_word,
  words = host.words,
  lines = host.lines,
  trim = host.trim,
  squeeze = host.squeeze,
  without_quotes = host.without_quotes,
  without_signature = host.without_signature,
  escape_path = host.escape_path,
}

function usher.text.find(text, part, from)
  return string.find(text, part, from or 1, true)
end

function usher.text.split(text, separator)
  if type(separator) ~= "string" or separator == "" then
    host.raise("usher.text.split takes a separator that is not empty")
  end
  local parts, position = {}, 1
  while true do
    local from, to = string.find(text, separator, position, true)
    if not from then
      break
    end
    parts[#parts + 1] = text:sub(position, from - 1)
    position = to + 1
  end
  parts[#parts + 1] = text:sub(position)
  return parts
end

local escapes = {
  html = host.escape_html,
  path = host.escape_path,
  json = function(text)
    return host.encode(text):sub(2, -2)
  end,
}

local function shown(value, place)
  if value == nil or value == usher.null then
    return ""
  end
  if type(value) == "number" and place.is_time then
    return host.format_time(value)
  end
  if type(value) == "table" then
    if value[1] ~= nil then
      return table.concat(value, ", ")
    end
    return tostring(value.name or value.email or value.id or "")
  end
  if math.type(value) == "float" and value == math.floor(value) then
    return ("%d"):format(value)
  end
  return tostring(value)
end

-- The value of a place. The first step of its name must be there; the rest may be nil.
local function find(values, place)
  local value = values
  for position = 1, #place do
    if type(value) ~= "table" then
      return nil
    end
    value = value[place[position]]
    if position == 1 and value == nil then
      host.raise(("the template names {%s}, which is not there"):format(place.name))
    end
  end
  return value
end

local function place_of(name)
  local place = { name = name, is_time = name:find "_at$" ~= nil or name:find "_since$" ~= nil }
  for step in name:gmatch "[^.]+" do
    place[#place + 1] = step
  end
  return place
end

-- Texts and places by turns. The same few templates are filled again and again, so the last short ones are kept.
local taken_apart, count = {}, 0
local most_kept, longest_kept, most_parts = 32, 2048, 65

local function parts_of(template)
  local parts, position = taken_apart[template], 1
  if parts then
    return parts
  end
  parts = {}
  while true do
    local from, to, name = template:find("{([%a_][%w_.]*)}", position)
    if not from then
      break
    end
    parts[#parts + 1] = template:sub(position, from - 1)
    parts[#parts + 1] = place_of(name)
    position = to + 1
  end
  parts[#parts + 1] = template:sub(position)
  if #template <= longest_kept and #parts <= most_parts then
    if count == most_kept then
      taken_apart, count = {}, 0
    end
    taken_apart[template], count = parts, count + 1
  end
  return parts
end

-- A loop and not gsub: looking a name up may wait for the host.
function usher.text.fill(template, values, escape)
  local escaped = escapes[escape]
  if escape ~= nil and not escaped then
    host.raise(('usher.text.fill escapes for "html", "json" or "path", not %s'):format(tostring(escape)))
  end
  if type(template) ~= "string" then
    host.raise(("a template is a string, not a %s"):format(type(template)))
  end
  local filled = {}
  for position, part in ipairs(parts_of(template)) do
    if type(part) == "table" then
      local value = shown(find(values, part), part)
      filled[position] = escaped and escaped(value) or value
    else
      filled[position] = part
    end
  end
  return table.concat(filled)
end

-- Providers tell a value as a text here and as a number there, and lists in an order of their own.
local function comparable(value)
  if value == nil or value == usher.null then
    return ""
  end
  if type(value) ~= "table" then
    return math.tointeger(value) and ("%d"):format(value) or tostring(value)
  end
  local parts = {}
  for index, element in ipairs(value) do
    parts[index] = comparable(element)
  end
  table.sort(parts)
  return table.concat(parts, ", ")
end

function usher.dropped(wanted, kept)
  if type(wanted) ~= "table" or type(kept) ~= "table" then
    host.raise("usher.dropped takes two tables: what was asked for, and what was read back")
  end
  local fields
  for name, value in pairs(wanted) do
    local asked, found = comparable(value), comparable(kept[name])
    if asked ~= found then
      fields = fields or {}
      local left = found == "" and "it holds nothing" or ("it holds %q"):format(found)
      fields[tostring(name)] = { ("%q was taken and not kept, %s"):format(asked, left) }
    end
  end
  return fields
end

shared.strict("usher.json", usher.json)
shared.strict("usher.text", usher.text)
