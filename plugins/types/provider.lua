---@meta usher.provider
error("Cannot require a meta file")

---@class usher
local usher = {}

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
---@field lazy any          the same as `usher.json.lazy` reads it, for a big body of which few fields are looked at
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

---What a provider refused in a 2xx answer.
---@class usher.refusal
---@field kind usher.error_kind
---@field provider_message string?  the provider's own words
---@field code string?
---@field fields table<string, string[]>?
---Makes a failure of a 2xx answer to a write that the provider has refused all the same, as the answer's text says or
---reading back has shown: `return nil, api:refused(response, { kind = "invalid", provider_message = text })`. Only where
---nothing has changed: without it, a failure after a write that was answered with 2xx is of unknown outcome.
---@param response usher.response
---@param refusal usher.refusal
---@return usher.error
function api:refused(response, refusal) end

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
---@field probe string?               a path that refuses bad credentials; it is read before the first page, where a list proves nothing: some answer bad credentials with an empty list, or with what anybody may see
---@field setting string?             the setting that says what is listed: named when the provider answers 404 or 405
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

-- Webhooks ----------------------------------------------------------------------------------------

---@class usher.webhook_declaration
---@field verify usher.webhook_verification
---@field parse fun(request: { headers: table<string, string>, body: string, json: any }): { tickets: string[]? }  the ids to read now; none at all asks for a listing. `json` is nil where the body is none.
---What follows is there where the provider has an API to set webhooks up with, and then all of it: `usher webhooks` registers
---one webhook for each of `events` at an address. Which are there already the host finds out by `list`.
---@field events string[]?        the provider's own words for what to register for
---@field list (fun(api: usher.api, cursor: any): { webhooks: usher.webhook_row[], next: any }?, usher.error?)?  one page; `next` comes back as `cursor`
---@field register (fun(api: usher.api, url: string, event: string): usher.webhook_row?, usher.error?)?
---@field remove (fun(api: usher.api, id: string): true?, usher.error?)?

---A webhook as it is set up at the provider.
---@class usher.webhook_row
---@field id string|integer
---@field url string
---@field event string
---@field secret string?  what it proves itself with, where the answer tells it: the host keeps it for the operator

---@class usher.webhook_verification
---@class usher.webhook_kit
usher.webhook = {}
---`header`, `secret` and `prefix` are templates over the settings. A secret may hold several, parted by white space: one of
---them must fit. Where the setting that `secret` names is not given, every webhook is refused. `signed` is what the signature
---is taken over, as in "{timestamp}.{body}"; `timestamp` the header with the time (seconds, milliseconds or RFC 3339), which
---may be `tolerance` off (5m); `delivery` the header with an id that stays the same when a webhook is sent again;
---`challenge` the header whose value is answered. `plain_secret`: the header may hold the secret itself.
---@param options { header: string, secret: string, algorithm: "sha1"|"sha256"|"sha512"|nil, encoding: "hex"|"base64"|nil, prefix: string?, signed: string?, timestamp: string?, tolerance: string?, delivery: string?, challenge: string?, plain_secret: boolean? }
---@return usher.webhook_verification
function usher.webhook.hmac(options) end
---@param options { header: string, secret: string, prefix: string?, delivery: string?, challenge: string? }
---@return usher.webhook_verification
function usher.webhook.equals(options) end
