-- The host's own Lua. It builds what `require "usher"` gives and the doors through which Swift calls a plugin.
-- Chunks named "=usher/…" are invisible in the places that errors name.

local host, kit = ...

local usher = { null = host.null, version = host.version }
local doors = {}
local plugin -- what the loaded file returned
local modules = {} -- by name; false while a module's body runs

-- What a script finds besides Lua's own library ------------------------------------------------------

function require(name)
  if name == "usher" then
    return usher
  end
  if modules[name] == false then
    host.raise(("module %q requires itself, directly or through another"):format(name))
  end
  if modules[name] == nil then
    local text, file = host.module_source(name)
    if not text then
      host.raise(('there is no module %q in this plugin; only "usher" and the files beside init.lua can be required')
        :format(tostring(name)))
    end
    local chunk, why = load(text, "@" .. file)
    if not chunk then
      error(why, 0)
    end
    modules[name] = false
    local done, value = pcall(chunk, name)
    if not done then
      modules[name] = nil
      error(value, 0)
    end
    modules[name] = value == nil and true or value
  end
  return modules[name]
end

function print(...)
  local words = table.pack(...)
  for i = 1, words.n do
    words[i] = tostring(words[i])
  end
  host.log("info", table.concat(words, "\t"))
end

local stock = { time = os.time, date = os.date }

function os.time(fields)
  return fields and stock.time(fields) or math.floor(host.now())
end

function os.date(format, time)
  return stock.date(format, time or math.floor(host.now()))
end

-- The doors ----------------------------------------------------------------------------------------

local calls = 0 -- counts the calls into this state: what belongs to an earlier one is dead

local shared = {
  call_number = function()
    return calls
  end,
  plugin = function()
    return plugin
  end,
}

for _, chunk in ipairs(kit) do
  assert(load(chunk.text, "=usher/" .. chunk.name))(usher, host, doors, shared)
end

-- Runs the plugin's file; Swift gets a copy of what it declares.
function doors.load(file, text)
  local chunk, why = load(text, "@" .. file)
  if not chunk then
    error(why, 0)
  end
  plugin = chunk()
  return plugin
end

-- Finds the function under a path such as { "triggers", 1, "run" }.
function shared.find(path)
  local value = plugin
  for _, key in ipairs(path) do
    value = value[key]
  end
  return value
end

function shared.begin()
  calls = calls + 1
end

-- Calls a function of the declaration with plain values: `capabilities`, a status map, `each`.
function doors.plain(path, ...)
  shared.begin()
  return shared.find(path)(...)
end

return doors
