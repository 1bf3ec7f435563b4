local usher = require "usher"

local NULL = usher.null

-- The first row of the vendor's page.
local ROW = {
  id = 100001, ticket_id = 100001, user_id = 200001, parent_id = 300001, category_id = 10,
  sub_category_id = 20, importance = "acute", state_id = 3, subject = "Sample ticket with file",
  desc = "Sample description for file upload", manager_comment = NULL, close_desc = NULL,
  admin_seen = 1, user_seen = 1, sms_notification = 0, interaction_count = 1, deleted_at = NULL,
  created_at = "2025-01-01T10:00:00.000000Z", updated_at = "2025-01-01T11:00:00.000000Z",
  user = { user_id = 200001, uname = "sampleuser" },
  category = { id = 10, name = "Plugins, Domains, API" },
  sub_category = { id = 20, title = "System Errors" },
  state = { id = 3, name = "replied" },
  forward = { id = 500001, from = 200001, to = 1, seen = 1 },
}

-- One ticket has another shape: words for objects, and times without a zone.
local SHOWN = {
  id = 100001, user_id = 200001, state_id = 4, state = "closed", category = "API",
  subject = "Sample", description = "سلام", importance = "acute",
  created_at = "2025-01-01 10:00:00",
  attachment = "https://files.ippanel.example/a/b.zip", forward = { seen = true },
  interactions = {
    { id = 12, description = "پاسخ", agent_id = 7, agent_username = "support", private = 0,
      created_at = "2025-01-01 12:00:00",
      attachment = "https://files.ippanel.example/c/d.png?x=1" },
    { id = 11, description = "داخلی", agent_id = 7, agent_username = "support", private = 1,
      created_at = "2025-01-01 11:00:00" },
    { id = 10, description = "سوال", agent_id = NULL, username = "sampleuser", private = 0,
      created_at = "2025-01-01 11:00:00", attachment = NULL },
  },
}

local function page(number, last, rows)
  return {
    data = usher.json.array(rows),
    meta = { current_page = number, from = 1, last_page = last, per_page = 2, to = 2, total = 30,
      status = true, message = "Success", message_code = "200-1" },
  }
end

local function shown(settings)
  local panel = spec.connect { settings = settings }
  local answer = { data = SHOWN, meta = { status = true, message_code = "200-1" } }
  panel:on("GET", "/api/ticket/show", { json = answer })
  return panel
end

describe("the list", function()
  it("tells every field that the vendor's page shows", function()
    local panel = spec.connect { settings = { token = "raw-token" } }
    panel:on("GET", "/api/ticket", { json = page(1, 1, { ROW }) })
    expect(panel:call("list", {}).tickets[1]):to_include {
      id = "100001", subject = "Sample ticket with file",
      body = "Sample description for file upload",
      status = "pending", status_raw = "3", priority = "urgent", priority_raw = "acute",
      requester = { id = "200001", name = "sampleuser" },
      categories = { "Plugins, Domains, API", "System Errors" }, message_count = 1,
      created_at = usher.parse_time("2025-01-01T10:00:00Z"),
      updated_at = usher.parse_time("2025-01-01T11:00:00Z"), deleted = false,
    }
    expect(panel.requests[1].headers.authorization):to_equal("raw-token")
  end)

  it("reads every page, and sends no filter that is not asked for", function()
    local panel = spec.connect { settings = { per_page = 2 } }
    panel:on("GET", "/api/ticket", { json = page(1, 2, { ROW }) })
    panel:on("GET", "/api/ticket", { json = page(2, 2, { ROW }) })
    expect(panel:call("list", {}).pages_read):to_equal(2)
    expect(panel.requests[1].query):to_equal { page = "1", per_page = "2" }
    expect(panel.requests[2].query):to_equal { page = "2", per_page = "2" }
  end)

  it("asks for one state by its number, and for none where there are several", function()
    local panel = spec.connect {}
    panel:on("GET", "/api/ticket", { json = page(1, 1, {}) })
    panel:call("list", { status = "closed" })
    panel:call("list", { status = "open" })
    panel:call("list", { status = "raw:5" })
    panel:call("list", { status = "raw:replied" })
    expect(panel.requests[1].query.state_id):to_equal("4")
    expect(panel.requests[2].query.state_id):to_be_nil()
    expect(panel.requests[3].query.state_id):to_equal("5")
    expect(panel.requests[4].query.state_id):to_be_nil()
  end)

  it("reads states as status_map has them", function()
    local panel = spec.connect { settings = { status_map = { ["3"] = "solved" } } }
    panel:on("GET", "/api/ticket", { json = page(1, 1, { ROW }) })
    expect(panel:call("list", {}).tickets[1].status):to_equal("solved")
  end)

  it("keeps the panel's Persian words of a refusal, with its code", function()
    local words = "اطلاعات وارد شده صحیح نمی باشد"
    local panel = spec.connect {}
    panel:on("GET", "/api/ticket", { status = 401, json = { data = NULL, meta = {
      status = false, message = words, message_parameters = usher.json.array {},
      message_code = "400-1", errors = {},
    } } })
    local _, err = panel:call("list", {})
    expect(err):to_include { kind = "auth", provider_message = words, code = "400-1" }
  end)
end)

describe("one ticket", function()
  it("is asked for by query and read in its other shape", function()
    local panel = shown()
    local ticket = panel:call("get", "100001")
    expect(panel.requests[1].query):to_equal { ticket_id = "100001" }
    expect(ticket):to_include {
      id = "100001", body = "سلام", status = "closed", categories = { "API" },
      requester = { id = "200001" }, created_at = usher.parse_time("2025-01-01T10:00:00Z"),
    }
    expect(ticket.updated_at):to_be_nil()
    expect(ticket.messages):to_have_length(3)
  end)

  it("has times in the zone of the setting", function()
    local ticket = shown({ zone = "Asia/Tehran" }):call("get", "100001")
    expect(ticket.created_at):to_equal(usher.parse_time("2025-01-01T06:30:00Z"))
  end)

  it("has its interactions as messages, oldest first", function()
    local messages = shown():call("messages", "100001")
    expect(messages[1]):to_include {
      id = "10", author = { kind = "requester", name = "sampleuser" }, visibility = "public",
      body = "سوال", attachments = {},
    }
    expect(messages[2]):to_include {
      id = "11", author = { kind = "agent", name = "support" }, visibility = "internal",
    }
    expect(messages[3].attachments):to_equal {
      { url = "https://files.ippanel.example/c/d.png?x=1", name = "d.png" },
    }
  end)

  it("that is not there is not found, in each way the panel may say so", function()
    local answers = {
      { json = { data = NULL, meta = { status = true, message_code = "200-1" } } },
      { json = { data = NULL, meta = { status = false, message_code = "404-1" } } },
      { status = 404, json = { data = NULL, meta = { status = false, message_code = "404-1" } } },
    }
    for _, answer in ipairs(answers) do
      local panel = spec.connect {}
      panel:on("GET", "/api/ticket/show", answer)
      local ticket, err = panel:call("get", "1")
      expect(ticket):to_be_nil()
      expect(err.kind):to_equal("not_found")
    end
  end)
end)
