---@meta usher.settings
error("Cannot require a meta file")

---What a plugin's declaration says of its settings, and of the credentials among them.
---@class usher
local usher = {}

-- Settings ---------------------------------------------------------------------------------------

---@class usher.setting
---@class usher.setting_options
---@field description string  said by `usher plugins check` and the guides
---@field default any         a setting without one must be given, unless `optional`
---@field optional boolean?
---@field example string?
---@field values string[]?    the words that are allowed: for an `enum`, for a `list`'s elements, for a `map`'s values
---@field min number?
---@field max number?
---@class usher.settings_kit
usher.setting = {}
---@param options usher.setting_options
---@return usher.setting
function usher.setting.string(options) end
---A URL; plain http is allowed to loopback only. A trailing slash is dropped.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.url(options) end
---A value that Lua never sees and that is never printed: `auth` names it in a template.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.secret(options) end
---@param options usher.setting_options
---@return usher.setting
function usher.setting.integer(options) end
---@param options usher.setting_options
---@return usher.setting
function usher.setting.number(options) end
---@param options usher.setting_options
---@return usher.setting
function usher.setting.boolean(options) end
---Written "4h", "90s", "2d"; the plugin gets seconds.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.duration(options) end
---@param options usher.setting_options
---@return usher.setting
function usher.setting.enum(options) end
---A list of strings.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.list(options) end
---A map from string to string (or to a list of strings). Keys and values written as numbers arrive as strings.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.map(options) end
---An IANA time zone name.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.zone(options) end
---A list of days: "2026-12-25", "12-25" of every year, "2026-12-24..2027-01-01".
---@param options usher.setting_options
---@return usher.setting
function usher.setting.dates(options) end
---A name of `notifiers:` in usher.yaml, for `ctx:notify`; one that is not there is an error before anything runs.
---@param options usher.setting_options
---@return usher.setting
function usher.setting.notifier(options) end

-- Credentials: rendered by the host, sent only to the connection's own origin ---------------------

---@class usher.auth
---@class usher.auth_kit
usher.auth = {}
---`name` and `value` are templates over the settings, secrets among them: "Bearer {token}".
---@param options { name: string, value: string }
---@return usher.auth
function usher.auth.header(options) end
---@param options { user: string, password: string }
---@return usher.auth
function usher.auth.basic(options) end
---@param options { name: string, value: string }
---@return usher.auth
function usher.auth.query(options) end
---@return usher.auth
function usher.auth.none() end
---A token fetched by a login request, run by the host once for all callers. `{access_token}` in `value` is the fetched one.
---@param options { path: string, json: table?, form: table?, token: string, lifetime: string?, name: string, value: string, url: string? }
---@return usher.auth
function usher.auth.login(options) end
---OAuth 2 with a refresh token: `client_id`, `client_secret` and `refresh_token` are templates.
---@param options { url: string, client_id: string, client_secret: string, refresh_token: string, encoding: "json"|"form"|nil, name: string?, value: string? }
---@return usher.auth
function usher.auth.oauth(options) end
