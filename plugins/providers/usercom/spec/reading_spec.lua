local usher = require "usher"

local NULL = usher.null

-- The first row of the vendor's page.
local CLOSED = {
  id = 1, status = "closed", name = "Ticket 1", description = "Ticket description",
  created_at = "2020-11-18T08:06:56.871986Z", updated_at = "2020-11-18T08:06:56.872014Z",
  due_date = "2020-11-25T00:00:00Z",
  assigned_to = { id = 1, name = "Agent Bob", avatar = "http://some.user.com/agent.svg" },
  person = NULL, company = NULL, priority = { id = 1, name = "High", order = 1 },
  participants = usher.json.array {},
  segments = { { name = "Closed", url = "/tickets/?segment=13" } },
  attachments = NULL, author = { id = 1, name = "Agent Bob" },
}
local ACTIVE = { id = 2, status = "active", name = "Ticket 2", description = "More" }

local BASE = "https://acme.user.com/api/public"

local function connect(settings)
  local all = { base_url = BASE, token = "t" }
  for name, value in pairs(settings or {}) do all[name] = value end
  return spec.connect { settings = all }
end

local function page(rows, following)
  return { count = 2, next = following or NULL, previous = NULL, results = usher.json.array(rows) }
end

describe("the list", function()
  it("tells every field that the vendor's page shows", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { json = page { CLOSED } })
    local ticket = usercom:call("list", {}).tickets[1]
    expect(ticket):to_include {
      id = "1", subject = "Ticket 1", body = "Ticket description",
      status = "closed", status_raw = "closed", priority = "high", priority_raw = "High",
      assignee = { id = "1", name = "Agent Bob" }, categories = { "Closed" },
      created_at = usher.parse_time("2020-11-18T08:06:56.871986Z"),
      updated_at = usher.parse_time("2020-11-18T08:06:56.872014Z"),
      due_at = usher.parse_time("2020-11-25T00:00:00Z"),
    }
    expect(ticket.requester):to_be_nil()
    expect(ticket.tags):to_have_length(0)
  end)

  it("is asked for with the version header, the token's word and a trailing slash", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { json = page {} })
    usercom:call("list", {})
    expect(usercom.requests[1]):to_include {
      path = "/tickets/",
      headers = { accept = "*/*; version=2", authorization = "Token t" },
    }
  end)

  it("follows the next page as it is written", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { json = page({ CLOSED }, BASE .. "/tickets/?cursor=cD0x") })
    usercom:on("GET", "/tickets/", { json = page { ACTIVE } })
    local answer = usercom:call("list", {})
    expect(answer.tickets):to_have_length(2)
    expect(usercom.requests[2].query):to_equal { cursor = "cD0x" }
  end)

  it("ends where the next page is not found", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { json = page({ CLOSED }, BASE .. "/tickets/?cursor=x") })
    usercom:on("GET", "/tickets/", { status = 404, json = { detail = "Invalid page." } })
    expect(usercom:call("list", {}).tickets):to_have_length(1)
  end)

  it("refuses a next page elsewhere, and one that is this page again", function()
    for _, url in ipairs { "https://evil.example/tickets/?cursor=x", BASE .. "/tickets/" } do
      local usercom = connect()
      usercom:on("GET", "/tickets/", { json = page({ CLOSED }, url) })
      local answer, err = usercom:call("list", {})
      expect(answer):to_be_nil()
      expect(err.kind):to_equal("protocol")
      expect(usercom.requests):to_have_length(1)
    end
  end)

  it("asks for a single status as the setting says", function()
    local wanted = { status = { status = "active" }, flag = { active = "" }, off = {} }
    for filter, query in pairs(wanted) do
      local usercom = connect { status_filter = filter }
      usercom:on("GET", "/tickets/", { json = page { ACTIVE } })
      usercom:call("list", { status = "open" })
      expect(usercom.requests[1].query):to_equal(query)
    end
  end)

  it("asks for all where a status has several words, or one that the API does not know", function()
    for _, status in ipairs { "closed", "raw:other" } do
      local usercom = connect()
      usercom:on("GET", "/tickets/", { json = page {} })
      usercom:call("list", { status = status })
      expect(usercom.requests[1].query):to_equal {}
    end
  end)

  it("keeps the provider's words of a refusal", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { status = 401, json = { detail = "Invalid token." } })
    local _, err = usercom:call("list", {})
    expect(err):to_include { kind = "auth", provider_message = "Invalid token." }
  end)
end)

describe("one ticket", function()
  it("is unsupported without get_path, as are messages, replies, notes and tags", function()
    local usercom = connect()
    for _, operation in ipairs { "get", "messages", "reply", "note", "set_tags", "set_priority" } do
      local answer, err = usercom:call(operation, "1", "high")
      expect(answer):to_be_nil()
      expect(err.kind):to_equal("unsupported")
    end
    expect(usercom.requests):to_have_length(0)
  end)

  it("is read where get_path says", function()
    local usercom = connect { get_path = "/tickets/{id}/" }
    usercom:on("GET", "/tickets/1/", { json = CLOSED })
    expect(usercom:call("get", "1").subject):to_equal("Ticket 1")
  end)

  it("that is not there names the setting", function()
    local usercom = connect { get_path = "/tickets/{id}/" }
    usercom:on("GET", "/tickets/1/", { status = 404, json = { detail = "Not found." } })
    local _, err = usercom:call("get", "1")
    expect(err.kind):to_equal("protocol")
    expect(err.message):to_contain("get_path")
  end)
end)

describe("a webhook", function()
  it("names the ticket that its author put into it, or asks for a listing", function()
    local usercom = connect()
    local function hint(body) return usercom:call("webhook", { body = body }).tickets end
    expect(hint '{"ticket_id": 7}'):to_equal { "7" }
    expect(hint '{"ticket": {"id": "8"}}'):to_equal { "8" }
    expect(hint '{"id": {}}'):to_be_nil()
    expect(hint "x"):to_be_nil()
  end)
end)
