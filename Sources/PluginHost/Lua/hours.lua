-- Working hours and holidays.

local usher, host = ...

local hours = {}
hours.__index = hours

local given = setmetatable({}, { __mode = "k" }) -- hours → what it was made of

-- With a dot in the place of the colon the arguments would move up by one.
local function options_of(self, name)
  local options = given[self]
  if not options then
    host.raise(("call it with a colon: %s"):format(name))
  end
  return options
end

function hours:open(time)
  return host.hours_open(options_of(self, "hours:open(time)"), time)
end

function hours:add(time, span)
  return host.hours_add(options_of(self, "hours:add(time, span)"), time, span)
end

function hours:between(from, to)
  return host.hours_between(options_of(self, "hours:between(from, to)"), from, to)
end

function hours:next_open(time)
  return host.hours_next_open(options_of(self, "hours:next_open(time)"), time)
end

function usher.hours(options)
  host.hours_check(options)
  local object = setmetatable({}, hours)
  given[object] = options
  return object
end
