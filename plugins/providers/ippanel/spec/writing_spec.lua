local usher = require "usher"

local META = { status = true, message_code = "201-1" }

local function replied()
  local panel = spec.connect {}
  panel:on("POST", "/api/ticket/interaction", { json = {
    data = { interaction_id = 55, ticket = { id = 1, user_id = 2, parent_id = 3 } }, meta = META,
  } })
  return panel
end

describe("a reply", function()
  it("is multipart even without a file, and names its interaction", function()
    local panel = replied()
    expect(panel:call("reply", "100001", "سلام <b>")):to_include { id = "55" }
    expect(panel.requests[1].multipart):to_equal {
      { name = "ticket_id", value = "100001" },
      { name = "description", value = "سلام <b>" },
    }
  end)

  it("takes one file", function()
    local panel = replied()
    local file = { name = "Scan.PNG", mime = "image/png", data = "png" }
    panel:call("reply", "100001", { text = "See there", attachments = { file } })
    expect(panel.requests[1].multipart[3]):to_equal {
      name = "file", filename = "Scan.PNG", content_type = "image/png", data = "png",
    }
  end)

  it("is invalid with files that the panel does not take, before anything is sent", function()
    local panel = replied()
    local png = { name = "a.png", mime = "image/png", data = "png" }
    local refused = {
      { png, png },
      { { name = "a.pdf", mime = "application/pdf", data = "%PDF" } },
      { { name = "a.zip", mime = "application/zip", data = ("x"):rep(10 * 1024 * 1024 + 1) } },
    }
    for _, attachments in ipairs(refused) do
      local written, err = panel:call("reply", "1", { text = "T", attachments = attachments })
      expect(written):to_be_nil()
      expect(err.kind):to_equal("invalid")
      expect(err.fields.attachments):to_have_length(1)
    end
    expect(panel.requests):to_have_length(0)
  end)

  it("keeps what the panel says of each field", function()
    local panel = spec.connect {}
    panel:on("POST", "/api/ticket/interaction", { status = 422, json = {
      data = usher.null,
      meta = { status = false, message = "خطا", message_code = "400-2",
        errors = { ticket_id = { "الزامی است" } } },
    } })
    local _, err = panel:call("reply", "1", "T")
    expect(err):to_include {
      kind = "invalid", code = "400-2", fields = { ticket_id = { "الزامی است" } },
    }
  end)
end)

describe("reading a reply back", function()
  local function landed(text, at, agent)
    local panel = spec.connect {}
    panel:on("GET", "/api/ticket/show", { json = { meta = META, data = { id = 1, interactions = {
      { id = 5, description = text, agent_id = agent or 7, private = 0, created_at = at },
    } } } })
    return panel:call("verify", "reply", "1", {
      text = "We look\ninto it", sent_at = "2026-01-02T10:00:00Z", key = "k",
    })
  end

  it("finds it by its text and time", function()
    expect(landed("We look into  it", "2026-01-02 10:00:01")):to_be_true()
  end)

  it("proves it absent only where no agent has written for long", function()
    expect(landed("Another text", "2026-01-02 10:00:01", usher.null)):to_be_false()
    expect(landed("Another text", "2025-12-30 10:00:00")):to_be_false()
    expect(landed("Another text", "2026-01-02 06:30:01")):to_be_nil()
    expect(landed("We look into it", "2025-12-30 10:00:00")):to_be_nil()
  end)
end)

describe("a new ticket", function()
  it("goes into the category of the setting", function()
    local panel = spec.connect { settings = { category_id = 10, sms_notification = true } }
    panel:on("POST", "/api/ticket", { json = { data = { ticket_id = 100009 }, meta = META } })
    local written = panel:call("create", { subject = "سلام", text = "متن" })
    expect(written.id):to_equal("100009")
    expect(panel.requests[1].multipart):to_equal {
      { name = "subject", value = "سلام" },
      { name = "category_id", value = "10" },
      { name = "description", value = "متن" },
      { name = "sms_notification", value = "1" },
    }
  end)

  it("is unsupported without a category", function()
    local panel = spec.connect {}
    local _, err = panel:call("create", { subject = "S", text = "T" })
    expect(err.kind):to_equal("unsupported")
  end)

  it("is invalid with what the panel cannot hold, before anything is sent", function()
    local panel = spec.connect { settings = { category_id = 10 } }
    local extras = {
      requester = "bob", priority = "urgent", tags = { "vip" }, due_at = 1, fields = { a = "b" },
    }
    for field, value in pairs(extras) do
      local _, err = panel:call("create", { subject = "S", text = "T", [field] = value })
      expect(err.kind):to_equal("invalid")
    end
    expect(panel.requests):to_have_length(0)
  end)
end)

describe("what the panel lacks", function()
  it("is unsupported before anything is sent", function()
    local panel = spec.connect {}
    for _, operation in ipairs { "note", "set_status", "set_priority", "assign", "set_tags" } do
      local _, err = panel:call(operation, "1", "closed")
      expect(err.kind):to_equal("unsupported")
    end
    expect(panel.requests):to_have_length(0)
  end)
end)
