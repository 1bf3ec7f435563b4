local usher = require "usher"

local NULL = usher.null
local BASE = "https://acme.user.com/api/public"

local function connect(settings)
  local all = { base_url = BASE, token = "t" }
  for name, value in pairs(settings or {}) do all[name] = value end
  return spec.connect { settings = all, now = "2026-01-01T00:00:00Z" }
end

local function row(id, values)
  local made = { id = id, status = "active", name = "Ticket " .. id, description = "Text " .. id,
    created_at = "2026-01-01T10:00:01Z" }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function page(rows, following)
  return { count = 2, next = following or NULL, previous = NULL, results = usher.json.array(rows) }
end

describe("an update", function()
  it("reads the list until the ticket is there, then sends what the API wants of it", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { json = page({ row(1) }, BASE .. "/tickets/?cursor=2") })
    usercom:on("GET", "/tickets/", { json = page({ row(2) }, BASE .. "/tickets/?cursor=3") })
    usercom:on("PUT", "/tickets/2/", { json = row(2, {
      status = "closed", assigned_to = 1, priority = 1, closed_at = "2026-01-02T00:00:00Z",
    }) })
    local written = usercom:call("set_status", "2", "closed")
    expect(usercom.requests):to_have_length(3)
    expect(usercom.requests[3].json):to_equal {
      id = 2, name = "Ticket 2", description = "Text 2", status = "closed",
    }
    expect(written.ticket):to_include { status = "closed", assignee = { id = "1" } }
    expect(written.ticket.priority):to_be_nil()
  end)

  it("reads the one ticket where there is a path for it", function()
    local usercom = connect { get_path = "/tickets/{id}/" }
    usercom:on("GET", "/tickets/2/", { json = row(2, { name = NULL }) })
    usercom:on("PUT", "/tickets/2/", { json = row(2) })
    usercom:call("assign", "2", "7")
    expect(usercom.requests[2].json):to_equal {
      id = 2, name = "", description = "Text 2", assigned_to = 7,
    }
  end)

  it("of a ticket that is not in the list is not found, and nothing is sent", function()
    local usercom = connect()
    usercom:on("GET", "/tickets/", { json = page { row(1) } })
    local written, err = usercom:call("set_status", "9", "open")
    expect(written):to_be_nil()
    expect(err.kind):to_equal("not_found")
    expect(usercom.requests):to_have_length(1)
  end)

  it("writes priorities by the numbers in the setting", function()
    local ids = { high = "1", low = "3" }
    local usercom = connect { priority_ids = ids, get_path = "/tickets/{id}/" }
    usercom:on("GET", "/tickets/2/", { json = row(2) })
    usercom:on("PUT", "/tickets/2/", { json = row(2) })
    usercom:call("set_priority", "2", "high")
    expect(usercom.requests[2].json.priority):to_equal(1)
    local _, err = usercom:call("set_priority", "2", "urgent")
    expect(err.kind):to_equal("unsupported")
  end)

  it("takes archived as the provider's own word, and no word that it does not have", function()
    local usercom = connect { get_path = "/tickets/{id}/" }
    usercom:on("GET", "/tickets/2/", { json = row(2) })
    usercom:on("PUT", "/tickets/2/", { json = row(2) })
    usercom:call("set_status", "2", "raw:archived")
    expect(usercom.requests[2].json.status):to_equal("archived")
    local _, err = usercom:call("set_status", "2", "raw:done")
    expect(err.kind):to_equal("invalid")
  end)

  it("refuses an assignee who is no number before anything is sent", function()
    local usercom = connect()
    local _, err = usercom:call("assign", "2", "bob@acme.example")
    expect(err.kind):to_equal("invalid")
    expect(err.message):to_equal(
      'User.com names an agent by its number, and "bob@acme.example" is none.'
    )
    expect(usercom.requests):to_have_length(0)
  end)
end)

describe("a new ticket", function()
  it("is due some time from now, and carries the key as its custom_id", function()
    local usercom = connect()
    usercom:on("POST", "/tickets/", { json = row(3) })
    local written = usercom:call("create", {
      subject = "Hello", text = "World", requester = "12", key = "k-1",
    })
    expect(written.id):to_equal("3")
    expect(usercom.requests[1].json):to_equal {
      name = "Hello", description = "World", status = "active", user_id = 12,
      due_date = "2026-01-08T00:00:00Z", custom_id = "k-1",
    }
  end)

  it("has only the attributes that the setting allows", function()
    local usercom = connect { attributes = { "order" }, requester_field = "person" }
    usercom:on("POST", "/tickets/", { json = row(3) })
    local new = { subject = "S", text = "T", requester = "12", fields = { order = "A1" } }
    usercom:call("create", new)
    expect(usercom.requests[1].json):to_include { order = "A1", person = 12 }
    local _, err = usercom:call("create", { subject = "S", text = "T", fields = { ordr = "A1" } })
    expect(err.kind):to_equal("invalid")
    expect(err.message):to_equal('"ordr" is no attribute named in the setting attributes.')
    expect(usercom.requests):to_have_length(1)
  end)

  it("has an unknown outcome where the answer does not show it", function()
    for _, body in ipairs { "", "{}" } do
      local usercom = connect()
      usercom:on("POST", "/tickets/", { body = body })
      local written, err = usercom:call("create", { subject = "S", text = "T" })
      expect(written):to_be_nil()
      expect(err.kind):to_equal("unknown_outcome")
    end
  end)

  it("keeps what the provider says of each field", function()
    local usercom = connect()
    usercom:on("POST", "/tickets/", {
      status = 400, json = { due_date = { "This field must be in the future." } },
    })
    local _, err = usercom:call("create", { subject = "S", text = "T" })
    expect(err.kind):to_equal("invalid")
    expect(err.fields.due_date):to_contain("This field must be in the future.")
  end)
end)

describe("reading a new ticket back", function()
  local function landed(found, settings, detail)
    local usercom = connect(settings)
    usercom:on("GET", "/tickets/", { json = page { row(1), found } })
    if detail then usercom:on("GET", "/tickets/2/", { json = detail }) end
    return usercom:call("verify", "create", nil, {
      key = "k-1", text = "Text 2", new = { subject = "Ticket 2" },
      sent_at = "2026-01-01T10:00:00Z",
    })
  end

  it("goes by its words and time where no detail can be read", function()
    expect(landed(row(2))):to_be_true()
    expect(landed(row(2, { description = "Other" }))):to_be_nil()
    expect(landed(row(2, { name = "Other" }))):to_be_false()
    expect(landed(row(2, { created_at = "2025-01-01T10:00:00Z" }))):to_be_false()
  end)

  it("goes by custom_id where it is told", function()
    local settings = { get_path = "/tickets/{id}/" }
    expect(landed(row(2), settings, row(2, { custom_id = "k-1" }))):to_be_true()
    expect(landed(row(2), settings, row(2, { custom_id = "k-2" }))):to_be_false()
    expect(landed(row(2, { name = "Renamed", custom_id = "k-1" }))):to_be_true()
  end)
end)
