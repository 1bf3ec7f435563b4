local usher = require "usher"

local NULL = usher.null

-- The rows of the vendor's page, with words where it says "string"; the second embeds no objects.
local FULL = {
  id = "0b0e", createdAt = "2026-01-09T03:42:38.000000Z", updatedAt = "2026-01-10T03:42:38.500000Z",
  deletedAt = NULL, title = "Router is down", description = "Since noon", type = "incident",
  channel = "email", priority = "medium", status = "in progress", contactId = "c-1",
  creatorId = "u-1", assigneeId = "u-2", reasonToAssign = "skill", ticketNumber = 38838,
  assignee = { id = "u-2", name = "Sari", email = "sari@klink.example", deletedAt = NULL },
  contact = { id = "c-1", name = "Budi", channel = "email", contactNumber = 23423 },
  creator = { id = "u-1", name = "Ayu", email = "ayu@klink.example" },
  categories = usher.json.array {},
  tags = { { id = "t-1", name = "vip", position = 1 } },
  customFields = {
    { textValue = "Id-1001", booleanValue = NULL, numberValue = NULL, dateValue = NULL,
      attributeId = "a-1", attribute = { systemName = "cf_trackingid" }, uploads = {} },
    { textValue = NULL, booleanValue = false, numberValue = NULL, dateValue = NULL,
      attributeId = "a-2", attribute = { systemName = "cf_paid" } },
    { textValue = NULL, booleanValue = NULL, numberValue = NULL, dateValue = NULL,
      attributeId = "a-3" },
  },
}
local BARE = {
  id = "0b0f", createdAt = "2026-01-09T03:42:38.000000Z", updatedAt = "2026-01-09T03:42:38.000000Z",
  deletedAt = NULL, title = "Invoice", description = "Please", channel = "whatsapp",
  priority = "critical", status = "archived", contactId = "c-2", assigneeId = NULL,
  ticketNumber = 323,
}

local function page(number, last, rows)
  local data = usher.json.array(rows)
  return { total = 100, page = number, pageSize = 10, lastPage = last, data = data }
end

local function listed(settings)
  local klink = spec.connect { settings = settings }
  klink:on("GET", "/api/v1/tickets", { json = page(1, 1, { FULL, BARE }) })
  return klink:call("list", {}).tickets
end

describe("the list", function()
  it("tells every field of a full row", function()
    expect(listed()[1]):to_include {
      id = "0b0e",
      number = "38838",
      subject = "Router is down",
      body = "Since noon",
      status = "open",
      status_raw = "in progress",
      priority = "normal",
      priority_raw = "medium",
      channel = "email",
      requester = { id = "c-1", name = "Budi" },
      assignee = { id = "u-2", name = "Sari", email = "sari@klink.example" },
      tags = { "vip" },
      fields = { cf_trackingid = "Id-1001", cf_paid = false, ["a-3"] = NULL },
      created_at = usher.parse_time("2026-01-09T03:42:38Z"),
      updated_at = usher.parse_time("2026-01-10T03:42:38.5Z"),
      deleted = false,
    }
  end)

  it("takes a row without the embedded objects, and words it does not know", function()
    local ticket = listed()[2]
    expect(ticket):to_include {
      number = "323", status = "unknown", status_raw = "archived", priority_raw = "critical",
      requester = { id = "c-2" },
    }
    expect(ticket.priority):to_be_nil()
    expect(ticket.assignee):to_be_nil()
  end)

  it("leaves out what is no time", function()
    local klink = spec.connect {}
    local odd = { id = "1", createdAt = "string", updatedAt = NULL, status = "open" }
    klink:on("GET", "/api/v1/tickets", { json = page(1, 1, { odd }) })
    local ticket = klink:call("list", {}).tickets[1]
    expect(ticket.created_at):to_be_nil()
    expect(ticket.updated_at):to_be_nil()
  end)

  it("marks what was deleted", function()
    local klink = spec.connect {}
    local gone = { id = "1", deletedAt = "2026-01-09T03:42:38.000000Z", status = "open" }
    klink:on("GET", "/api/v1/tickets", { json = page(1, 1, { gone }) })
    expect(klink:call("list", {}).tickets[1].deleted):to_be_true()
  end)

  it("reads every page that the answers tell of", function()
    local klink = spec.connect { settings = { page_size = 10 } }
    klink:on("GET", "/api/v1/tickets", { json = page(1, 2, { FULL }) })
    klink:on("GET", "/api/v1/tickets", { json = page(2, 2, { BARE }) })
    expect(klink:call("list", {}).pages_read):to_equal(2)
    expect(klink.requests[2].query):to_equal { page = "2", pageSize = "10" }
  end)

  it("names the setting when the page parameter is not heeded", function()
    local klink = spec.connect {}
    klink:on("GET", "/api/v1/tickets", { json = page(1, 2, { FULL }) })
    local answer, err = klink:call("list", {})
    expect(answer):to_be_nil()
    expect(err.kind):to_equal("protocol")
    expect(err.message):to_equal(
      '"/api/v1/tickets" answered page 1 where page 2 was asked for; check the setting page_param.'
    )
  end)

  it("takes the words of status_map", function()
    local tickets = listed { status_map = { archived = "closed", ["in progress"] = "pending" } }
    expect(tickets[1].status):to_equal("pending")
    expect(tickets[2].status):to_equal("closed")
  end)

  it("reads success = false as a failure, whatever the HTTP status", function()
    local klink = spec.connect {}
    klink:on("GET", "/api/v1/tickets", { json = { success = false, message = "No access" } })
    local _, err = klink:call("list", {})
    expect(err):to_include { kind = "invalid", provider_message = "No access" }
  end)
end)

describe("what KlinkCX lacks", function()
  it("is unsupported before anything is sent", function()
    local klink = spec.connect {}
    for _, operation in ipairs { "get", "messages", "reply", "note", "set_tags" } do
      local answer, err = klink:call(operation, "0b0e", "text")
      expect(answer):to_be_nil()
      expect(err.kind):to_equal("unsupported")
    end
    expect(klink.requests):to_have_length(0)
  end)
end)

describe("a webhook", function()
  it("about a ticket names it", function()
    local klink = spec.connect {}
    local body = '{"event":"ticket.update","data":{"id":"0b0e"}}'
    expect(klink:call("webhook", { body = body }).tickets):to_equal { "0b0e" }
  end)

  it("about anything else asks for a listing", function()
    local klink = spec.connect {}
    for _, body in ipairs { '{"event":"message.inbound","data":{"id":"m"}}', "null", "?" } do
      expect(klink:call("webhook", { body = body }).tickets):to_be_nil()
    end
  end)
end)
