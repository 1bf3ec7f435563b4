-- `describe`, `it`, `expect` and the made-up worlds of a plugin's specs.

local usher, host, doors = ...

local path = {} -- the names of the `describe`s around
local failed -- what the handler that failed last in this `it` said

function describe(name, body)
  path[#path + 1] = name
  local done, why = pcall(body)
  if not done then
    host.spec_result(table.concat(path, " "), false, tostring(why))
  end
  path[#path] = nil
end

function it(name, body)
  path[#path + 1] = name
  failed = nil
  local done, why = pcall(body)
  local message = nil
  if not done then
    message = type(why) == "table" and why.message or tostring(why)
    if failed then
      message = message .. "\na handler failed before: " .. failed
    end
  end
  host.spec_result(table.concat(path, " "), done, message)
  path[#path] = nil
end

-- Showing and comparing --------------------------------------------------------------------------------

local function shown(value, depth)
  depth = depth or 0
  if type(value) == "string" then
    return ("%q"):format(value)
  end
  if type(value) ~= "table" or depth > 4 then
    return value == usher.null and "null" or tostring(value)
  end
  local parts, keys = {}, {}
  for key in pairs(value) do
    keys[#keys + 1] = key
  end
  table.sort(keys, function(a, b)
    return tostring(a) < tostring(b)
  end)
  for _, key in ipairs(keys) do
    local name = math.type(key) == "integer" and "" or tostring(key) .. " = "
    parts[#parts + 1] = name .. shown(value[key], depth + 1)
  end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

local function equal(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  end
  for key, value in pairs(a) do
    if not equal(value, b[key]) then
      return false
    end
  end
  for key in pairs(b) do
    if a[key] == nil then
      return false
    end
  end
  return true
end

local function includes(value, wanted)
  if type(wanted) ~= "table" or type(value) ~= "table" then
    return equal(value, wanted)
  end
  for key, part in pairs(wanted) do
    if not includes(value[key], part) then
      return false
    end
  end
  return true
end

-- Expectations --------------------------------------------------------------------------------------

local checks = {}

function checks.to_equal(value, wanted)
  return equal(value, wanted), "to equal " .. shown(wanted)
end

function checks.to_be_nil(value)
  return value == nil, "to be nil"
end

function checks.to_be_true(value)
  return value == true, "to be true"
end

function checks.to_be_false(value)
  return value == false, "to be false"
end

function checks.to_include(value, wanted)
  return includes(value, wanted), "to include " .. shown(wanted)
end

function checks.to_have_length(value, count)
  return #value == count, "to have the length " .. shown(count)
end

function checks.to_contain(value, wanted)
  if type(value) == "string" then
    return value:find(wanted, 1, true) ~= nil, "to contain " .. shown(wanted)
  end
  for _, element in ipairs(value or {}) do
    if equal(element, wanted) then
      return true, "to contain " .. shown(wanted)
    end
  end
  return false, "to contain " .. shown(wanted)
end

function checks.to_raise(value, text)
  local done, why = pcall(value)
  local message = type(why) == "table" and why.message or tostring(why)
  return not done and (text == nil or message:find(text, 1, true) ~= nil), "to raise " .. shown(text or "an error")
end

local function expectation(value, contrary)
  return setmetatable({}, {
    __index = function(_, name)
      if name == "never" then
        return expectation(value, not contrary)
      end
      local check = checks[name]
      if not check then
        host.raise(("there is no expectation %q"):format(name))
      end
      return function(_, ...)
        local holds, words = check(value, ...)
        if holds == contrary then
          host.raise(("expected %s %s%s"):format(shown(value), contrary and "never " or "", words))
        end
      end
    end,
  })
end

function expect(value)
  return expectation(value, false)
end

-- Worlds ----------------------------------------------------------------------------------------------

local spec = {}

local connection = {}

function connection:on(method, target, answer)
  answer = answer or {}
  local json = answer.json ~= nil and host.encode(answer.json) or nil
  host.spec_on(self.__number, method, target, answer, json)
end

function connection:call(operation, ...)
  return host.spec_call(self.__number, operation, ...)
end

function spec.connect(options)
  local number = host.spec_connect(options or {})
  return setmetatable({ __number = number }, {
    __index = function(_, name)
      if name == "requests" then
        local requests = host.spec_requests(number)
        for _, request in ipairs(requests) do
          request.json = host.decode(request.body)
        end
        return requests
      end
      return connection[name]
    end,
  })
end

-- A world is plain data here; the host makes tickets of it anew for each run, so that a spec may change it in between.
local world = {}
world.__index = world

local function run(self, handler)
  local outcome = host.spec_run(self.__options, self.tickets, self.state, self.__now, handler)
  self.state = outcome.state
  failed = outcome.error or failed
  for _, line in ipairs(outcome.log) do
    self.log[#self.log + 1] = line
  end
  return outcome.effects, outcome.error
end

function world:at(now)
  self.__now = now
end

function world:happens(event)
  return run(self, { happens = event })
end

function world:schedule(name)
  return run(self, { schedule = name })
end

function world:later(name, payload)
  return run(self, { later = name, payload = payload })
end

local world_options = { tickets = true, state = true, now = true, settings = true, capabilities = true }

function spec.world(options)
  options = options or {}
  for name in pairs(options) do
    if not world_options[name] then
      error('spec.world takes capabilities, now, settings, state and tickets, and not "' .. tostring(name) .. '"', 2)
    end
  end
  return setmetatable({
    tickets = options.tickets or {},
    state = options.state or {},
    log = {},
    __now = options.now,
    __options = { settings = options.settings, capabilities = options.capabilities },
  }, world)
end

-- Runs one spec file.
function doors.spec(file, text)
  local chunk, why = load(text, "@" .. file)
  if not chunk then
    error(why, 0)
  end
  chunk(spec)
end

_G.spec = spec
