---@meta usher
error("Cannot require a meta file")

---The host API that every plugin reaches with `local usher = require "usher"`.
---@class usher
---@field null userdata   JSON's null, where it must differ from an absent key
---@field version string  the host's version
local usher = {}

---@alias usher.time number     seconds since 1970-01-01 UTC, with fractions
---@alias usher.duration number seconds
---@alias usher.status "new"|"open"|"pending"|"on_hold"|"solved"|"closed"|"unknown"
---@alias usher.priority "low"|"normal"|"high"|"urgent"
---@alias usher.error_kind "auth"|"forbidden"|"license"|"not_found"|"invalid"|"conflict"|"rate_limited"|"not_allowed"|"unsupported"|"transient"|"unknown_outcome"|"protocol"

---An expected failure: the second value of every call that can fail. A handler that cannot go on without the answer
---raises it (`error(err)`): the call then ends with this failure, and is tried again or not by its kind.
---@class usher.error
---@field kind usher.error_kind
---@field message string            one sentence in English
---@field status integer?           HTTP status
---@field code string?              the provider's own code
---@field provider_message string?  the provider's own words, in its own language
---@field retry_after usher.duration?
---@field fields table<string, string[]>?  what was wrong, by field

-- Declaring a plugin ---------------------------------------------------------------------------

---Declares a provider plugin. The functions that are there are its capabilities.
---@param declaration usher.provider
---@return usher.provider
function usher.provider(declaration) end

---Declares an automation plugin.
---@param declaration usher.automation
---@return usher.automation
function usher.automation(declaration) end

---Declares a notifier plugin.
---@param declaration usher.notifier
---@return usher.notifier
function usher.notifier(declaration) end

---@class usher.provider
---@field name string               lower case, digits and dashes
---@field version string            three numbers, "1.2.0"
---@field summary string            one line
---@field settings table<string, usher.setting>  `base_url` names the connection's origin
---@field auth usher.auth
---@field headers table<string, string>?  sent with every request
---@field budget usher.budget?
---@field errors usher.errors?      where an error answer keeps what
---@field statuses table<string, usher.status>|fun(settings: table): table<string, usher.status>  raw → normalised, for reading; a word that is not there reads as "unknown"
---@field status_targets table<usher.status, string>|fun(settings: table): table<usher.status, string>|nil  normalised → raw, for writing
---@field priorities table<string, usher.priority>|fun(settings: table): table<string, usher.priority>|nil  raw → normalised
---@field priority_targets table<usher.priority, string>|fun(settings: table): table<usher.priority, string>|nil  normalised → raw
---@field body_format "text"|"html"? what `body` holds where the ticket or message does not say; "text"
---@field capabilities (fun(settings: table): table<string, boolean|string[]>)?  narrows what the functions promise: false takes an operation away, a list holds the normalised words that `set_status` or `set_priority` can set; a nil leaves the operation as it is
---@field side_effects table<string, "reopens"|"closes">?  what else a write does, by operation: { reply = "reopens" }
---@field list (fun(api: usher.api, query: usher.query, cursor: string|usher.page_cursor|nil): usher.page?, usher.error?)?
-- What reads or writes one ticket is given it as last read, its raw words under `status` and `priority`; only `id` is sure to be there.
---@field get (fun(api: usher.api, id: string): usher.ticket_row?, usher.error?)?
---@field messages (fun(api: usher.api, ticket: usher.ticket_row): usher.message_row[]?, usher.error?)?
---@field reply (fun(api: usher.api, ticket: usher.ticket_row, reply: usher.outgoing): usher.written?, usher.error?)?
---@field note (fun(api: usher.api, ticket: usher.ticket_row, note: usher.outgoing): usher.written?, usher.error?)?
---@field set_status (fun(api: usher.api, ticket: usher.ticket_row, raw: string): usher.written?, usher.error?)?
---@field set_priority (fun(api: usher.api, ticket: usher.ticket_row, raw: string): usher.written?, usher.error?)?
---@field assign (fun(api: usher.api, ticket: usher.ticket_row, assignee: string): usher.written?, usher.error?)?
---@field set_tags (fun(api: usher.api, ticket: usher.ticket_row, tags: string[]): usher.written?, usher.error?)?
---@field create (fun(api: usher.api, new: usher.new_ticket): usher.written?, usher.error?)?
---@field check (fun(api: usher.api): true?, usher.error?)?  proves the credentials; `list` is asked for one page where it is absent
---@field verify table<"reply"|"note"|"create", fun(api: usher.api, ticket: usher.ticket_row?, effect: usher.effect): boolean?, usher.error?>?  reads back whether a write of unknown outcome has landed: true, false (proven absent), or nil where reading can't tell; `create` is given no ticket
---@field webhook usher.webhook_declaration?

---@class usher.automation
---@field name string
---@field version string
---@field summary string
---@field needs { effects: string[] }  the kinds of effect it may ask for
---@field settings table<string, usher.setting>?
---@field triggers usher.trigger[]?
---@field schedules usher.schedule[]?
---@field later table<string, fun(ctx: usher.ctx, payload: any)>?  the handlers that `ctx:later` names

---@class usher.notifier
---@field name string
---@field version string
---@field summary string
---@field settings table<string, usher.setting>?  one of them the `url`, a secret
---@field auth usher.auth?
---@field send fun(api: usher.api, notification: usher.notification): true?, usher.error?

---What a notifier sends. `ticket` is there where the notification is about one.
---@class usher.notification
---@field text string
---@field automation string?
---@field ticket { id: string, url: string?, subject: string?, status: usher.status?, priority: usher.priority? }?

---@class usher.trigger
---@field on "ticket.created"|"ticket.updated"|"ticket.status_changed"|"ticket.deleted"|"message.added"
---@field where usher.where?
---@field condition (fun(ctx: usher.ctx, event: usher.event): boolean)?  for what `where` cannot say
---@field once string?             "ticket", "requester" or a duration such as "1d"
---@field cascade boolean?         react to what other automations did
---@field run fun(ctx: usher.ctx, event: usher.event)

---@class usher.schedule
---@field name string
---@field cron string?             five or six fields, or @daily and the like
---@field every string?            a duration, instead of `cron`
---@field timezone string?         an IANA name; UTC where absent
---@field overlap "skip"|"queue_one"|"replace"|"allow"|nil
---@field catch_up "none"|"last"|"all"|nil
---@field jitter string?           a duration
---@field each usher.filter|fun(settings: table): usher.filter|nil  one run per matching ticket
---@field run fun(ctx: usher.ctx, ticket: usher.ticket?)

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

---@class usher.budget
---@field requests integer        how many requests
---@field per string              in which time: "1m"
---@field headers "x-ratelimit"|"ratelimit"|nil  the family of headers the provider tells its own numbers with
---@field spacing string?         the least time between two writes

---Where the provider's error answers keep what; each is a dotted path into the JSON body, "" the body itself. Of what
---`fields` leads to, the members that are lists of strings count.
---@class usher.errors
---@field message string?
---@field code string?
---@field fields string?
---@field statuses table<integer, usher.error_kind>?  on top of the usual reading of HTTP statuses
---@field failed { path: string, equals: any }?  marks a 2xx answer that is a failure all the same
---@field codes table<string, usher.error_kind>?  the kind of a failure that `failed` found, by the provider's code; "invalid" where it is not there
---@field login_redirect boolean?  a redirect means that the credentials were refused

-- What a provider works with ---------------------------------------------------------------------

---One connection's HTTP, as a provider or notifier sees it. Calls wait; they answer `nil, err` on an expected failure:
---every status outside 2xx is one, classified by `errors`.
---@class usher.api
---@field settings table  the settings, without the secrets
local api = {}
---@return usher.time
function api:now() end

---@class usher.request_options
---@field query table<string, any>?   values may be lists, numbers and booleans; nil and empty ones are left out
---@field headers table<string, string>?
---@field json any?
---@field form table<string, any>?
---@field multipart usher.part[]?
---@field body string?
---@field content_type string?
---@field reads boolean?    a POST that only reads: it may be retried
---@field setting string?   the setting that holds this path: named when the provider answers 404 or 405
---@class usher.part
---@field name string
---@field value string?    a field
---@field data string?     a file's bytes
---@field filename string?
---@field content_type string?

---@class usher.response
---@field status integer
---@field headers table<string, string>  by lower-case name; several values joined with ", "
---@field body string
---@field json any          decoded on first use; nil where the body is empty; a body that is no JSON raises a `protocol` error
---@field url string

---@param path string  begins with "/" and is appended to `base_url`; it may have a query of its own ("/tickets/?active"); in a notifier "" is the `url` itself
---@param options usher.request_options?
---@return usher.response?
---@return usher.error?
function api:get(path, options) end
---@param path string
---@param options usher.request_options?
---@return usher.response?
---@return usher.error?
function api:post(path, options) end
---@param path string
---@param options usher.request_options?
---@return usher.response?
---@return usher.error?
function api:put(path, options) end
---@param path string
---@param options usher.request_options?
---@return usher.response?
---@return usher.error?
function api:patch(path, options) end
---@param path string
---@param options usher.request_options?
---@return usher.response?
---@return usher.error?
function api:delete(path, options) end
---Follows a URL that an answer gave, absolute or from "/" on; another origin than the connection's is a `protocol` error.
---@param url string
---@return usher.response?
---@return usher.error?
function api:follow(url) end

---What `list` is asked for. The host evaluates whatever `list` does not say it `applied`.
---@class usher.query : usher.filter
---@field status_raw string[]?    the provider's words that the asked-for statuses stand for
---@field priority_raw string[]?
---@field since usher.time?       only what changed since, where `list` can

---Asks for a page out of order, once `list` has answered with `pages`.
---@class usher.page_cursor
---@field page integer  from 1 to `pages`, however the provider counts

---@class usher.page
---@field tickets usher.ticket_row[]
---@field next string?       where the next page begins
---@field total integer?
---@field pages integer?     how many pages there are: the host may then ask for them side by side
---@field page integer?      which of them this is, from 1
---@field applied string[]?  the keys of `query` that the provider has evaluated

---A ticket as a provider plugin tells it: what is absent is not told, `usher.null` is told to be null.
---@class usher.ticket_row
---@field id string|integer
---@field number string|integer|nil
---@field url string?
---@field subject string?
---@field body string?
---@field body_format "text"|"html"?
---@field status string?       the raw word; the host maps it by `statuses`
---@field priority string|nil  the raw word; the host maps it by `priorities`
---@field channel string?
---@field requester usher.person?
---@field assignee usher.person?
---@field group string?
---@field tags string[]?
---@field categories string[]?
---@field fields table<string, any>?
---@field created_at string|usher.time|nil  RFC 3339, or `usher.parse_time` for other forms
---@field updated_at string|usher.time|nil
---@field due_at string|usher.time|nil
---@field closed_at string|usher.time|nil
---@field message_count integer?
---@field version string?
---@field deleted boolean?
---@field messages usher.message_row[]?  where the answer carries them anyway
---@field raw any
---@class usher.person
---@field id string|integer|nil
---@field name string?
---@field email string?
---@class usher.message_row
---@field id string|integer
---@field author { kind: "requester"|"agent"|"system"|"unknown", id: any, name: string?, email: string? }
---@field visibility "public"|"internal"|"unknown"
---@field body string
---@field format "text"|"html"?
---@field created_at string|usher.time|nil
---@field attachments usher.attachment[]?
---@class usher.attachment
---@field id string|integer|nil
---@field name string?
---@field size integer?
---@field mime string?
---@field url string?

---@class usher.outgoing
---@field text string  plain
---@field html string  the same, escaped, with paragraphs
---@field attachments { name: string, mime: string, data: string }[]?
---@field key string   stable for this one effect
---@class usher.new_ticket
---@field subject string
---@field text string
---@field html string
---@field requester string?
---@field priority string?  raw
---@field tags string[]?
---@field fields table<string, any>?
---@field due_at usher.time?
---@field key string
---What a write knows of its outcome; all of it may be absent.
---@class usher.written
---@field id string|integer|nil          of the message or ticket that was made
---@field ticket usher.ticket_row?       as the answer showed it
---@field warning string?                what did not happen beside the write, which landed: one sentence for people

---A write of unknown outcome, for `verify`.
---@class usher.effect
---@field kind "reply"|"note"|"create"
---@field key string            the same that the write was given
---@field sent_at usher.time    when it began to be sent
---@field text string           plain, as it was given to the write
---@field html string
---@field new usher.new_ticket? for "create"

---Makes an expected failure: `return nil, usher.error { kind = "not_allowed", message = "…" }`.
---@param options { kind: usher.error_kind, message: string, fields: table<string, string[]>? }
---@return usher.error
function usher.error(options) end

-- Paginators: each reads one page and answers what `list` must ------------------------------------

---Every one of them refuses, as a `protocol` error, an answer without the list at `items`, a page that comes again, and
---a next page on another origin. What the provider sends twice because rows moved is for the host to see.
---@class usher.pages
usher.pages = {}

---@class usher.paging
---@field cursor string|usher.page_cursor|nil
---@field query table<string, any>?
---@field items string                dotted path of the rows in the answer; "" where the answer is the list itself
---@field total string?               path of the number of rows
---@field each fun(row: table): usher.ticket_row?  nil leaves the row out
---@field applied string[]?
---@field page_setting string?        the setting that holds the name of the page parameter: named when it is not heeded

---Pages by number, from `first` (1). `page` and `size` name the query parameters, `size` is sent as `per_page`. `current`
---and `last` are paths in the answer: an answer whose `current` is not the page asked for is refused, `last` tells `pages`.
---`more` is a path that holds nothing (absent, null, false, "") on the last page. With neither, an empty page is the end.
---@param api usher.api
---@param path string
---@param options usher.paging|{ page: string, first: integer?, size: string?, per_page: integer?, current: string?, last: string?, more: string? }
---@return usher.page?
---@return usher.error?
function usher.pages.numbered(api, path, options) end
---Pages by offset and limit: `offset` and `limit` name the query parameters.
---@param api usher.api
---@param path string
---@param options usher.paging|{ offset: string, limit: string, per_page: integer }
---@return usher.page?
---@return usher.error?
function usher.pages.offset(api, path, options) end
---The answer holds the next page's URL at the path `next`; it is followed on the connection's own origin only.
---@param api usher.api
---@param path string
---@param options usher.paging|{ next: string, end_on_not_found: boolean? }
---@return usher.page?
---@return usher.error?
function usher.pages.next_url(api, path, options) end
---The answer holds a cursor for the next page at the path `next`, sent as `parameter`. `more` as above.
---@param api usher.api
---@param path string
---@param options usher.paging|{ parameter: string, next: string, more: string? }
---@return usher.page?
---@return usher.error?
function usher.pages.cursor(api, path, options) end
---The `Link` header names the next page (RFC 8288); `rel` is "next" unless told.
---@param api usher.api
---@param path string
---@param options usher.paging|{ rel: string? }
---@return usher.page?
---@return usher.error?
function usher.pages.link(api, path, options) end

-- Webhooks (declared and checked now) -------------------------------------------------------------

---@class usher.webhook_declaration
---@field verify usher.webhook_verification
---@field parse fun(request: { headers: table<string, string>, body: string, json: any }): { tickets: string[]? }  the ids to read now; none at all asks for a listing. `json` is nil where the body is none.
---@class usher.webhook_verification
---@class usher.webhook_kit
usher.webhook = {}
---`header`, `secret` and `prefix` are templates over the settings. A secret may hold several, parted by white space: one of
---them must fit. Where the setting that `secret` names is not given, every webhook is refused.
---@param options { header: string, secret: string, algorithm: "sha1"|"sha256"|nil, encoding: "hex"|"base64"|nil, prefix: string?, signed: string?, timestamp: string?, tolerance: string?, plain_secret: boolean? }
---@return usher.webhook_verification
function usher.webhook.hmac(options) end
---@param options { header: string, secret: string }
---@return usher.webhook_verification
function usher.webhook.equals(options) end

-- JSON, text and time ----------------------------------------------------------------------------

usher.json = {}
---@param text string
---@return any
function usher.json.decode(text) end
---@param value any
---@return string
function usher.json.encode(value) end
---Marks a table as a JSON array, so that an empty one is written `[]`.
---@generic T : table
---@param list T
---@return T
function usher.json.array(list) end

usher.text = {}
---@param text string
---@return string
function usher.text.trim(text) end
---Lower case in every script.
---@param text string
---@return string
function usher.text.lower(text) end
---Plain text from HTML.
---@param html string
---@return string
function usher.text.from_html(html) end
---HTML from plain text: escaped, paragraphs and line breaks kept.
---@param text string
---@return string
function usher.text.to_html(text) end
---Whether `word` (or a phrase) stands in `text` as a whole word, in any case and script; in scripts without spaces, anywhere.
---@param text string
---@param word string
---@return boolean
function usher.text.has_word(text, word) end
---Fills `{name}` and `{ticket.subject}` from `values`; a name that is not there is an error. What is filled in is not filled again.
---@param template string
---@param values table
---@return string
function usher.text.fill(template, values) end
---Percent-encodes a text for one segment of a path.
---@param text string|integer
---@return string
function usher.text.escape_path(text) end

---@param text string        RFC 3339, or "YYYY-MM-DD HH:MM:SS" without a zone
---@param zone string?       the zone of a time that names none; UTC where absent
---@return usher.time?
---@return string?           why it is no time
function usher.parse_time(text, zone) end
---@param time usher.time
---@param zone string?
---@return string            RFC 3339
function usher.format_time(time, zone) end
---@param text string        "4h", "90s", "1h30m"
---@return usher.duration
function usher.parse_duration(text) end

---Runs the functions side by side, each free to wait, and answers a list of what they returned, in order. The first error is raised after all ended.
---@param functions (fun(): any)[]
---@return any[]
function usher.together(functions) end

return usher
