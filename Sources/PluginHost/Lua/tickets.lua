-- Tickets as an automation sees them. Swift hands over a number that stands for one, and gives a field when it is first
-- read; a misspelt field is an error, and absent and null both read as nil.

local usher, host, _, shared = ...

local held = setmetatable({}, { __mode = "k" }) -- ticket → { call = number, number = number, values = table }
local absent = {} -- stands among the values for what the provider does not tell
local methods = {}
local lists = { tags = true, categories = true, fields = true }
local fields, known = host.ticket_fields, {}
for _, name in ipairs(fields) do
  known[name] = true
end

local function record_of(ticket)
  local record = held[ticket]
  if not record then
    host.raise("call a ticket's functions with a colon: ticket:reply \"…\"")
  end
  if record.call ~= shared.call_number() then
    host.raise("this ticket belongs to a run that has ended; read it again with ctx.tickets:get(id)")
  end
  return record
end

-- What the host has of a field: nil where it is absent.
local function value_of(record, name)
  local value = record.values[name]
  if value == nil then
    value = host.ticket_field(record.number, name)
    if name == "raw" and type(value) == "string" then
      local why
      value, why = host.decode(value)
      if why then
        host.raise("what the provider sent cannot be read: " .. why)
      end
    end
    if value == nil then
      value = absent
    end
    record.values[name] = value
  end
  if value == absent then
    return nil
  end
  return value
end

local function id_of(ticket)
  return value_of(record_of(ticket), "id")
end

-- All that have a value, null among them; for waiting_since one would have to wait.
local function all_values_of(ticket)
  local record, values = record_of(ticket), {}
  for _, name in ipairs(fields) do
    if name ~= "waiting_since" then
      values[name] = value_of(record, name)
    end
  end
  return values
end

local function read(ticket, name)
  local method = methods[name]
  if method then
    return method
  end
  local record = record_of(ticket)
  if not known[name] then
    host.unknown_field(tostring(name))
  end
  if name == "waiting_since" then
    return host.waiting_since(value_of(record, "id"))
  end
  local value = value_of(record, name)
  if value == usher.null then
    value = nil
  end
  if value == nil and lists[name] then
    return {}
  end
  return value
end

local mark = {
  __index = read,
  __newindex = function(_, name)
    local told = "a ticket's %s cannot be assigned to; ask for a change, as in ticket:set_status \"closed\""
    host.raise(told:format(name))
  end,
  __eq = function(a, b)
    return held[a] ~= nil and held[b] ~= nil and id_of(a) == id_of(b)
  end,
  -- Each field that has a value.
  __pairs = function(ticket)
    local values, position = all_values_of(ticket), 0
    return function()
      while position < #fields do
        position = position + 1
        local name = fields[position]
        local value = values[name]
        if value ~= nil and value ~= usher.null then
          return name, value
        end
      end
    end
  end,
  __json = all_values_of,
  __tostring = function(ticket)
    local ended = held[ticket].call ~= shared.call_number()
    return ended and "a ticket of a run that has ended" or "ticket " .. id_of(ticket)
  end,
  __metatable = false,
}

function shared.ticket(number)
  local ticket = {}
  held[ticket] = { call = shared.call_number(), number = number, values = {} }
  return setmetatable(ticket, mark)
end

local function plain(value, depth, made)
  if type(value) ~= "table" then
    return value
  end
  if made[value] == nil then
    if depth > 100 then
      host.raise "the value is nested deeper than 100 levels, or holds itself"
    end
    if held[value] then
      made[value] = all_values_of(value)
      return made[value]
    end
    local copy
    for key, inner in next, value do
      local other = plain(inner, depth + 1, made)
      if not rawequal(other, inner) then
        copy = copy or {}
        copy[key] = other
      end
    end
    if copy then
      for key, inner in next, value do
        if copy[key] == nil then
          copy[key] = inner
        end
      end
    end
    made[value] = copy or value
  end
  return made[value]
end

-- The same with values in the place of tickets, also within: what the host keeps outlives them.
function shared.plain(value)
  return plain(value, 0, {})
end

function methods:presence(name)
  if not known[name] then
    host.unknown_field(tostring(name))
  end
  local value
  if name == "waiting_since" then
    value = self.waiting_since
  else
    value = value_of(record_of(self), name)
  end
  if value == nil then
    return "absent"
  end
  return value == usher.null and "null" or "value"
end

function methods:can(operation, word)
  return host.can(id_of(self), operation, word)
end

function methods:messages()
  return host.ticket_messages(id_of(self))
end

function methods:refresh()
  local number, failure = host.ticket_get(id_of(self))
  if not number then
    return nil, failure
  end
  return shared.ticket(number)
end

function methods:is_automatic()
  local reason = host.automatic_reason(id_of(self))
  return reason ~= nil, reason
end

-- Asking for effects ---------------------------------------------------------------------------------

local function fill(ticket, text, values)
  return usher.text.fill(text, setmetatable({ ticket = ticket }, { __index = values }))
end
shared.fill = fill

function methods:reply(text, values)
  host.effect { kind = "reply", ticket = id_of(self), text = fill(self, text, values) }
end

function methods:note(text, values)
  host.effect { kind = "note", ticket = id_of(self), text = fill(self, text, values) }
end

function methods:set_status(status)
  host.effect { kind = "status", ticket = id_of(self), word = status }
end

function methods:set_priority(priority)
  host.effect { kind = "priority", ticket = id_of(self), word = priority }
end

function methods:assign(assignee)
  host.effect { kind = "assign", ticket = id_of(self), word = assignee }
end

function methods:tag(...)
  host.effect { kind = "tag", ticket = id_of(self), add = { ... } }
end

function methods:untag(...)
  host.effect { kind = "tag", ticket = id_of(self), remove = { ... } }
end
