-- What a plugin's file declares with. Nothing here checks: the host reads the finished declaration and tells all its
-- problems at once, so each part only notes what it is and on which line it stands.

local usher, host, _, shared = ...

local function part(key, word)
  return function(options)
    if type(options) ~= "table" then
      host.raise(("this takes a table in braces, not a %s"):format(type(options)))
    end
    options[key] = word
    options.__line, options.__file = host.place()
    return options
  end
end

for _, kind in ipairs { "provider", "automation", "notifier" } do
  usher[kind] = part("__plugin", kind)
end

usher.setting = {}
for _, kind in ipairs {
  "string", "url", "secret", "integer", "number", "boolean", "duration", "enum", "list", "map", "zone",
  "dates", "notifier",
} do
  usher.setting[kind] = part("__setting", kind)
end

usher.auth = {}
for _, kind in ipairs { "header", "basic", "query", "login", "oauth" } do
  usher.auth[kind] = part("__auth", kind)
end
function usher.auth.none()
  return part("__auth", "none") {}
end

usher.webhook = { hmac = part("__webhook", "hmac"), equals = part("__webhook", "equals") }

for _, name in ipairs { "setting", "auth", "webhook" } do
  shared.strict("usher." .. name, usher[name])
end
