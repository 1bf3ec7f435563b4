-- Tickets as an automation sees them. Swift hands over plain tables; a ticket's fields are read through a metatable,
-- so that a misspelt field is an error and absent and null both read as nil.

local usher, host, _, shared = ...

local held = setmetatable({}, { __mode = "k" }) -- ticket → { call = number, values = table, raw = JSON text or nil }
local methods = {}
local lists = { tags = true, categories = true, fields = true }
local fields, known = host.ticket_fields, {}
for _, name in ipairs(fields) do
  known[name] = true
end

local function values_of(ticket)
  local record = held[ticket]
  if not record then
    host.raise("call a ticket's functions with a colon: ticket:reply \"…\"")
  end
  if record.call ~= shared.call_number() then
    host.raise("this ticket belongs to a run that has ended; read it again with ctx.tickets:get(id)")
  end
  return record.values, record
end

-- All of them, with what the provider sent, which is read when it is first asked for.
local function all_values_of(ticket)
  local values, record = values_of(ticket)
  if record.raw then
    local why
    values.raw, why = host.decode(record.raw)
    if why then
      host.raise("what the provider sent cannot be read: " .. why)
    end
    record.raw = nil
  end
  return values
end

local function read(ticket, name)
  local method = methods[name]
  if method then
    return method
  end
  local values = (name == "raw" and all_values_of or values_of)(ticket)
  if name == "waiting_since" then
    return host.waiting_since(values.id)
  end
  local value = values[name]
  if value == usher.null then
    value = nil
  end
  if value == nil and lists[name] then
    return {}
  end
  if value == nil and not known[name] then
    host.unknown_field(tostring(name))
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
    return held[a] ~= nil and held[b] ~= nil and held[a].values.id == held[b].values.id
  end,
  -- Each field that has a value; for waiting_since one would have to wait.
  __pairs = function(ticket)
    local values, position = all_values_of(ticket), 0
    return function()
      while position < #fields do
        position = position + 1
        local name = fields[position]
        if values[name] ~= nil and values[name] ~= usher.null then
          return name, values[name]
        end
      end
    end
  end,
  __json = all_values_of,
  __tostring = function(ticket)
    return "ticket " .. held[ticket].values.id
  end,
  __metatable = false,
}

function shared.ticket(values)
  local ticket = {}
  local record = { call = shared.call_number(), values = values }
  if type(values.raw) == "string" then
    record.raw, values.raw = values.raw, true
  end
  held[ticket] = record
  return setmetatable(ticket, mark)
end

function methods:presence(name)
  if not known[name] then
    host.unknown_field(tostring(name))
  end
  local value = values_of(self)[name]
  if name == "waiting_since" then
    value = self.waiting_since
  end
  if value == nil then
    return "absent"
  end
  return value == usher.null and "null" or "value"
end

function methods:can(operation, word)
  return host.can(values_of(self).id, operation, word)
end

function methods:messages()
  return host.ticket_messages(values_of(self).id)
end

function methods:refresh()
  local values, failure = host.ticket_get(values_of(self).id)
  if not values then
    return nil, failure
  end
  return shared.ticket(values)
end

function methods:is_automatic()
  local reason = host.automatic_reason(values_of(self).id)
  return reason ~= nil, reason
end

-- Asking for effects ---------------------------------------------------------------------------------

local function fill(ticket, text, values)
  return usher.text.fill(text, setmetatable({ ticket = ticket }, { __index = values }))
end
shared.fill = fill

function methods:reply(text, values)
  host.effect { kind = "reply", ticket = values_of(self).id, text = fill(self, text, values) }
end

function methods:note(text, values)
  host.effect { kind = "note", ticket = values_of(self).id, text = fill(self, text, values) }
end

function methods:set_status(status)
  host.effect { kind = "status", ticket = values_of(self).id, word = status }
end

function methods:set_priority(priority)
  host.effect { kind = "priority", ticket = values_of(self).id, word = priority }
end

function methods:assign(assignee)
  host.effect { kind = "assign", ticket = values_of(self).id, word = assignee }
end

function methods:tag(...)
  host.effect { kind = "tag", ticket = values_of(self).id, add = { ... } }
end

function methods:untag(...)
  host.effect { kind = "tag", ticket = values_of(self).id, remove = { ... } }
end
