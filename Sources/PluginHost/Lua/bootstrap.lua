-- The host's own Lua. It builds what `require "usher"` gives and the doors through which Swift calls a plugin.
-- Chunks named "=usher/…" are invisible in the places that errors name.

local host = ...

local load, rawget = load, rawget

local usher = { null = host.null, version = host.version }
local doors = {}
local shared = {}
local plugin -- what the loaded file returned
local modules = {} -- by name; false while a module's body runs

-- The rest of the host's own Lua: a chunk is loaded when it is first needed, so that an idle plugin holds little of it.
local needs = { automation = "tickets" }
local homes = {} -- the chunk that gives a name of `usher`
for chunk, names in pairs {
  declare = "provider automation notifier setting auth webhook",
  values = "json error together parse_time format_time parse_duration text dropped",
  hours = "hours",
  pages = "pages",
} do
  for name in names:gmatch "[%w_]+" do
    homes[name] = chunk
  end
end
local opened = {}

local function open(name)
  if opened[name] then
    return
  end
  opened[name] = true
  if needs[name] then
    open(needs[name])
  end
  load(host.kit(name), "=usher/" .. name)(usher, host, doors, shared)
end

-- "a, b and c": the names of a table, or those under two.
local function names_of(object, more)
  local names = {}
  for _, part in ipairs { object, more } do
    for name in next, part do
      names[#names + 1] = tostring(name)
    end
  end
  table.sort(names)
  local last = table.remove(names)
  return #names == 0 and last or table.concat(names, ", ") .. " and " .. last
end

local function misspelt(name, field, known)
  host.raise(("%s has no %q; it has %s"):format(name, tostring(field), known))
end

-- What is not there is misspelt: reading it, and writing anything, is an error.
function shared.strict(name, object, known)
  local function refuse(_, field)
    misspelt(name, field, known or names_of(object))
  end
  return setmetatable(object, { __index = refuse, __newindex = refuse })
end

local settings_mark = {
  __index = function(_, name)
    local declared = plugin.settings or {}
    if type(name) == "string" and rawget(declared, name) == nil then
      misspelt("settings", name, next(declared) and names_of(declared) or "none")
    end
  end,
}

-- The settings that a call is given: one that is not declared is misspelt, one that is not set is nil.
function shared.settings(settings)
  return setmetatable(settings, settings_mark)
end

setmetatable(usher, {
  __index = function(_, name)
    if not homes[name] then
      misspelt("usher", name, names_of(homes, { null = true, version = true }))
    end
    open(homes[name])
    return rawget(usher, name)
  end,
  __pairs = function()
    for _, chunk in pairs(homes) do
      open(chunk)
    end
    return next, usher
  end,
})

-- The door to a call stands from the beginning; whoever goes through it first finds what is behind it.
for door, chunk in pairs { handler = "automation", operation = "api" } do
  doors[door] = function(...)
    open(chunk)
    return doors[door](...)
  end
end

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

function shared.call_number()
  return calls
end

function shared.plugin()
  return plugin
end

-- Runs the plugin's file; Swift gets a copy of what it declares.
function doors.load(file, text)
  local chunk, why = load(text, "@" .. file)
  if not chunk then
    error(why, 0)
  end
  plugin = chunk()
  -- Nobody declares any more; who should, all the same, finds it again.
  for name, home in pairs(homes) do
    if home == "declare" then
      usher[name] = nil
    end
  end
  opened.declare = nil
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

-- Calls a function of the declaration with plain values: `migrate`, `webhook.parse`.
function doors.plain(path, ...)
  shared.begin()
  return shared.find(path)(...)
end

-- Calls one that is given the settings: `capabilities`, a status map, `each`.
function doors.configured(path, settings)
  shared.begin()
  return shared.find(path)(shared.settings(settings))
end

-- What a file of specs finds has global names.
function doors.prepare_specs()
  open "spec"
end

return doors
