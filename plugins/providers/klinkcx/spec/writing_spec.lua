local usher = require "usher"

local TAG = "5f1f1ab0-4f4e-4a8e-9d2f-0a1b2c3d4e5f"

local function answer(values)
  local row = { id = "0b0e", status = "open", createdAt = "2026-01-09T03:42:38.000000Z" }
  for key, value in pairs(values or {}) do row[key] = value end
  return { success = true, data = row }
end

describe("setting a status", function()
  it("puts the word to the path by analogy", function()
    local klink = spec.connect {}
    klink:on("PUT", "/api/v1/tickets/0b0e/status", { json = answer { status = "resolved" } })
    local written = klink:call("set_status", "0b0e", "solved")
    expect(written.ticket.status):to_equal("solved")
    expect(klink.requests[1].json):to_equal { status = "resolved" }
  end)

  it("uses the path and the words that the operator gives", function()
    local klink = spec.connect { settings = {
      status_path = "/api/v2/state/{id}",
      status_map = { done = "solved", resolved = "closed", later = "on_hold" },
    } }
    klink:on("PUT", "/api/v2/state/a%2Fb", { json = { success = true } })
    klink:call("set_status", "a/b", "solved")
    klink:call("set_status", "a/b", "closed")
    klink:call("set_status", "a/b", "on_hold")
    expect(klink.requests[1].json):to_equal { status = "done" }
    expect(klink.requests[2].json):to_equal { status = "resolved" }
    expect(klink.requests[3].json):to_equal { status = "later" }
  end)

  it("names the setting where the path does not exist", function()
    local klink = spec.connect {}
    klink:on("PUT", "/api/v1/tickets/0b0e/status", { status = 404, body = "<html>" })
    local written, err = klink:call("set_status", "0b0e", "open")
    expect(written):to_be_nil()
    expect(err.kind):to_equal("protocol")
    expect(err.message):to_contain("status_path")
  end)

  it("does not know how to write every status", function()
    local klink = spec.connect {}
    local _, err = klink:call("set_status", "0b0e", "on_hold")
    expect(err.kind):to_equal("unsupported")
    expect(klink.requests):to_have_length(0)
  end)
end)

describe("an update", function()
  it("sends the changed field alone", function()
    local klink = spec.connect {}
    klink:on("PATCH", "/api/v1/tickets/0b0e", { json = answer() })
    klink:call("set_priority", "0b0e", "normal")
    klink:call("assign", "0b0e", "u-2")
    expect(klink.requests[1].json):to_equal { priority = "medium" }
    expect(klink.requests[2].json):to_equal { assigneeId = "u-2" }
  end)
end)

describe("a new ticket", function()
  it("has the keys of the vendor's sample, contact_id among them", function()
    local settings = { create_channel = "email", marker_field = "cf_usher" }
    local klink = spec.connect { settings = settings }
    klink:on("POST", "/api/v1/tickets", { status = 201, json = answer() })
    local written = klink:call("create", {
      subject = "Router", text = "Down", requester = "c-1", priority = "high", tags = { TAG },
      fields = { cf_date = "2025-10-23" }, key = "k-1",
    })
    expect(written.id):to_equal("0b0e")
    expect(klink.requests[1].json):to_equal {
      title = "Router", description = "Down", status = "open", priority = "high",
      channel = "email", contact_id = "c-1", tags = { TAG },
      customFields = { cf_date = "2025-10-23", cf_usher = "k-1" },
    }
  end)

  it("leaves out what is not asked for", function()
    local klink = spec.connect {}
    klink:on("POST", "/api/v1/tickets", { status = 201, json = answer() })
    klink:call("create", { subject = "Router", text = "Down" })
    expect(klink.requests[1].json):to_equal {
      title = "Router", description = "Down", status = "open",
    }
  end)

  it("is invalid with what KlinkCX cannot hold, before anything is sent", function()
    local klink = spec.connect {}
    for field, value in pairs { requester = "a@b.example", tags = { "vip" }, due_at = 1 } do
      local written, err = klink:call("create", { subject = "S", text = "T", [field] = value })
      expect(written):to_be_nil()
      expect(err.kind):to_equal("invalid")
      expect(err.fields[field]):to_have_length(1)
    end
    expect(klink.requests):to_have_length(0)
  end)
end)

describe("reading a new ticket back", function()
  local function landed(row, settings)
    local klink = spec.connect { settings = settings }
    local found = { id = "1", title = "Router", description = "Down", status = "open",
      createdAt = "2026-01-01T10:00:01.000000Z" }
    for key, value in pairs(row) do found[key] = value end
    klink:on("GET", "/api/v1/tickets", { json = {
      total = 1, page = 1, pageSize = 50, lastPage = 1, data = { found },
    } })
    return klink:call("verify", "create", nil, {
      key = "k-1", text = "Down", new = { subject = "Router" }, sent_at = "2026-01-01T10:00:00Z",
    })
  end

  it("knows it by its words and its time", function()
    expect(landed {}):to_be_true()
    expect(landed { title = "Other" }):to_be_false()
    expect(landed { createdAt = "2025-01-01T10:00:00.000000Z" }):to_be_false()
    expect(landed { description = "changed" }):to_be_nil()
  end)

  it("knows it by its mark where there is a field for it", function()
    local settings = { marker_field = "cf_usher" }
    local mark = { textValue = "k-1", attribute = { systemName = "cf_usher" } }
    expect(landed({ customFields = { mark }, title = "Renamed" }, settings)):to_be_true()
    expect(landed({ customFields = usher.json.array {} }, settings)):to_be_nil()
  end)
end)
