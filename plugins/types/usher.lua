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

---Makes an expected failure: `return nil, usher.error { kind = "not_allowed", message = "…" }`.
---@param options { kind: usher.error_kind, message: string, fields: table<string, string[]>? }
---@return usher.error
function usher.error(options) end

-- Declaring a plugin ---------------------------------------------------------------------------

---Declares a provider plugin. The functions that are there are its capabilities. Those that work on one ticket are given it
---as last read, its raw words under `status` and `priority`; only its `id` is sure to be there.
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
---@field unset_times string[]?      the texts by which the provider tells that a time is not set, as "1970-01-01T00:00:00Z": they read as null
---@field attachments boolean?       whether a reply, a note and a new ticket may bring files; without it they are refused before any request
---@field capabilities (fun(settings: table): table<string, boolean|string[]>)?  narrows what the functions promise: false takes an operation away, a list holds the normalised words that `set_status` or `set_priority` can set; a nil leaves the operation as it is
---@field side_effects table<string, "reopens"|"closes">?  what else a write does, by operation: { reply = "reopens" }
---@field list (fun(api: usher.api, query: usher.query, cursor: string|usher.page_cursor|nil): usher.page?, usher.error?)?
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
---@field migrate (fun(state: table<string, any>): table<string, any>)?  what `ctx.state` holds, as this version wants it; called once when the version becomes active, and then there is no way back

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

---When an automation runs: one of `cron`, `every` and `at`.
---@class usher.schedule
---@field name string
---@field cron string?             five or six fields, or @daily and the like
---@field every string?            a duration; counted from `not_before`, else from 1970-01-01 UTC
---@field at string|string[]|nil   times of day, "09:00"
---@field days string|string[]|nil  goes with `at`: days of the week, "mon-fri"; every day where absent
---@field timezone string?         an IANA name; UTC where absent
---@field not_before string?       no slot before this time
---@field not_after string?        no slot after this time
---@field exclude string|string[]|nil  days without a slot: "2026-12-25", "12-25" of every year, "2026-12-24..2027-01-01", or "{holidays}" for those of a setting
---@field overlap "skip"|"queue_one"|"replace"|"allow"|nil  what a slot does while the one before it is not over; "skip"
---@field catch_up "none"|"last"|"all"|nil  which slots are made up for that nobody began in time; "last"
---@field grace string?            how late a slot may begin and still be on time; "1m"
---@field max_age string?          how late a slot may be made up for; "1h"
---@field jitter string?           a duration; each schedule has an own, fixed part of it
---@field pause_after integer?     pauses the schedule after so many failed slots in a row
---@field each usher.filter|fun(settings: table): usher.filter|nil  one run per matching ticket
---@field run fun(ctx: usher.ctx, ticket: usher.ticket?)

---@class usher.budget
---@field requests integer        how many requests
---@field per string              in which time: "1m"
---@field headers "x-ratelimit"|"ratelimit"|nil  the family of headers the provider tells its own numbers with
---@field spacing string?         the least time between two writes

---Where the provider's error answers keep what; each is a dotted path into the JSON body, "" the body itself. Of what
---`fields` leads to, the members that are lists of strings count.
---@class usher.errors
---@field message string?   a text, or a list of texts
---@field code string?
---@field fields string?
---@field statuses table<integer, usher.error_kind>?  on top of the usual reading of HTTP statuses
---@field failed { path: string, equals: any }?  marks a 2xx answer that is a failure all the same
---@field codes table<string, usher.error_kind>?  the kind of a failure that `failed` found, by the provider's code; "invalid" where it is not there
---@field login_redirect boolean?  a redirect means that the credentials were refused

-- JSON, text and time ----------------------------------------------------------------------------

usher.json = {}
---Integers of 64 bits are exact; null is `usher.null`, a list is marked as one. A text that is no JSON, larger than 16 MB
---or nested deeper than 200 levels raises an error that names the byte, the line and the column.
---@param text string
---@return any
function usher.json.decode(text) end
---The same for a big text of which few fields are read: a list or an object is no table but a userdata that makes its values
---when they are read. `value.key`, `list[i]`, `#list`, `==`, `pairs` and `ipairs` work as on tables, `next` and the functions
---of `table` do not. It cannot be changed, and is good until the call ends. Of a key that stands twice the first is read.
---@param text string
---@return any
function usher.json.lazy(text) end
---Tables in the place of what was read lazily; any other value as it is.
---@param value any
---@return any
function usher.json.copy(value) end
---Raises where a text is no valid UTF-8, or where a value nests too deep. Keys are written in order. Where a table's
---metatable has a function `__json`, what it answers for the table is written in its place; it may not wait.
---@param value any
---@return string
function usher.json.encode(value) end
---Marks a table as a JSON array, so that an empty one is written `[]`.
---@generic T : table
---@param list T
---@return T
function usher.json.array(list) end

---Each takes time that grows with the length of what it is given, and no faster.
usher.text = {}
---The text without the white space around it.
---@param text string
---@return string
function usher.text.trim(text) end
---The text without white space around it, and with one blank for all that stands between two words.
---@param text string
---@return string
function usher.text.squeeze(text) end
---The parts between the separators, empty ones too. The separator is a text and no pattern.
---@param text string
---@param separator string
---@return string[]
function usher.text.split(text, separator) end
---The lines, without their ends.
---@param text string
---@return string[]
function usher.text.lines(text) end
---The words, in their order and case; in scripts without spaces, each character.
---@param text string
---@return string[]
function usher.text.words(text) end
---Where `part`, which is a text and no pattern, first stands at or after the byte `from`: its first byte and its last.
---@param text string
---@param part string
---@param from integer?
---@return integer?
---@return integer?
function usher.text.find(text, part, from) end
---A mail without the mails it quotes: without lines that begin with `>`, and without what follows a line that announces a quoted
---mail ("On … Jan wrote:", "-----Original Message-----", "From:" over "Sent:", in a dozen languages). What stands between marked lines stays.
---@param text string        plain text
---@return string
function usher.text.without_quotes(text) end
---A mail without what follows the mark `-- ` on a line of its own, and without the line that a telephone adds at the end.
---@param text string        plain text
---@return string
function usher.text.without_signature(text) end
---Upper case in every script.
---@param text string
---@return string
function usher.text.upper(text) end
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
---With `escape`, what is filled in is written so that it stays text there: in HTML, in a JSON string, in a segment of a path.
---@param template string
---@param values table
---@param escape "html"|"json"|"path"|nil
---@return string
function usher.text.fill(template, values, escape) end
---A text as it is written inside HTML, in an element or an attribute.
---@param text string
---@return string
function usher.text.escape_html(text) end
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

---When a desk is open.
---@class usher.working_hours
local hours = {}
---Whether it is open at a time; at the very end of a window it is not.
---@param time usher.time
---@return boolean
function hours:open(time) end
---The time at which so much working time has passed; with a duration below zero, had still to pass.
---@param time usher.time
---@param span usher.duration|string
---@return usher.time
function hours:add(time, span) end
---The working time from one time to another; below zero where the second is the earlier one.
---@param from usher.time
---@param to usher.time
---@return usher.duration
function hours:between(from, to) end
---The first time at or after one at which it is open.
---@param time usher.time
---@return usher.time
function hours:next_open(time) end

---Working hours: windows of times on days of the week, as in
---`usher.hours { "mon-fri 09:00-17:30", "sat 10:00-13:00", timezone = "Europe/Amsterdam", holidays = { "12-25" } }`.
---A window without days is every day's; one that ends at or before its start ends on the next day; a day may end at
---24:00. Holidays are days as in a schedule's `exclude`. Without a zone it is UTC.
---@param options { [integer]: string, timezone: string?, holidays: string[]? }
---@return usher.working_hours
function usher.hours(options) end

---What a provider took without keeping it. Of what was asked for, by name, those that were read back otherwise, each with
---a sentence; nil where all was kept. Numbers and texts are alike, a list's order does not count, and nil, null and ""
---are one. After a write that is answered as a success whatever it was: read back, compare, and where something was
---dropped and nothing else changed, `return nil, api:refused(response, { kind = "invalid", fields = fields })`.
---@param wanted table<string, any>
---@param kept table<string, any>
---@return table<string, string[]>?
function usher.dropped(wanted, kept) end

---Runs the functions side by side, each free to wait, and answers a list of what they returned, in order. The first error is raised after all ended.
---@param functions (fun(): any)[]
---@return any[]
function usher.together(functions) end

return usher
