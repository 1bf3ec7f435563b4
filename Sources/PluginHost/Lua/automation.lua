-- The `ctx` of an automation's handlers.

local _, host, doors, shared = ...

local strict = shared.strict

local log = strict("ctx.log", {
  info = function(message)
    host.log("info", tostring(message))
  end,
  warning = function(message)
    host.log("warning", tostring(message))
  end,
}, "info and warning")

-- With a dot in the place of the colon the arguments would move up by one.
local function called_on(owner, object, name)
  if owner ~= object then
    host.raise(("call it with a colon: %s"):format(name))
  end
end

local state = {}

function state:get(key)
  called_on(self, state, "ctx.state:get(key)")
  return host.state_get(key)
end

function state:set(key, value)
  called_on(self, state, "ctx.state:set(key, value)")
  host.state_set(key, shared.plain(value))
end

strict("ctx.state", state, 'ctx.state:get "key" and ctx.state:set("key", value)')

local tickets = {}

-- Iterates batch by batch. A failure is raised: an iterator has no other way to tell it.
function tickets:list(filter)
  called_on(self, tickets, "ctx.tickets:list { … }")
  local batch, position, listing = {}, 0, nil
  return function()
    if position == #batch then
      if listing == false then
        return nil
      end
      local next_batch, handle = host.tickets_list(filter or {}, listing)
      if not next_batch then
        error(handle, 0)
      end
      batch, position, listing = next_batch, 0, handle
      if #batch == 0 then
        listing = false
        return nil
      end
    end
    position = position + 1
    return shared.ticket(batch[position])
  end
end

function tickets:get(id)
  called_on(self, tickets, "ctx.tickets:get(id)")
  local number, failure = host.ticket_get(id)
  if not number then
    return nil, failure
  end
  return shared.ticket(number)
end

function tickets:create(connection, new)
  called_on(self, tickets, "ctx.tickets:create(connection, new)")
  host.effect { kind = "create", connection = connection, new = new }
end

strict("ctx.tickets", tickets, "list, get and create")

local ctx = {}
ctx.__index = ctx

function ctx.now()
  return host.now()
end

function ctx.slot()
  return host.slot()
end

function ctx:notify(notifier, template, values)
  local ticket = rawget(self, "__ticket")
  local text = shared.fill(ticket, template, values)
  local id = ticket and ticket.id
  host.effect { kind = "notify", notifier = notifier, text = text, ticket = id }
end

function ctx.later(_, after, name, payload)
  host.effect { kind = "later", after = after, handler = name, payload = shared.plain(payload) }
end

-- A misspelt name is an error, as it is at a ticket.
setmetatable(ctx, {
  __index = function(_, name)
    local known = "settings, tickets, state, log, mode, now, slot, notify and later"
    host.raise(("ctx has no %q; it has %s"):format(tostring(name), known))
  end,
})

local event_fields = { kind = true, ticket = true, message = true, actor = true, from = true, to = true }
local event = {
  __index = function(_, name)
    if not event_fields[name] then
      host.raise(("an event has no %q; it has kind, ticket, message, actor, from and to"):format(tostring(name)))
    end
  end,
}

-- Calls a handler, a condition: `subject` is an event or a ticket, whichever the handler takes.
function doors.handler(path, settings, mode, kind, subject)
  shared.begin()
  settings = shared.settings(settings)
  local context = setmetatable({ settings = settings, tickets = tickets, state = state, log = log, mode = mode }, ctx)
  if kind == "event" then
    subject.ticket = shared.ticket(subject.ticket)
    context.__ticket = subject.ticket
    setmetatable(subject, event)
  elseif kind == "ticket" and subject then
    subject = shared.ticket(subject)
    context.__ticket = subject
  end
  return shared.find(path)(context, subject)
end
