local usher = require "usher"

local HOOK = "https://usher.example/hooks/portal"

local function record(id, values)
  local made = {
    id = id,
    type = "ticket-created",
    url = HOOK,
    secret = "Zk3vJ8q0",
    createdAt = "2024-04-29T21:00:00+02:00",
  }
  for key, value in pairs(values or {}) do made[key] = value end
  return made
end

local function page(number, rows, next_page_url)
  return {
    current_page = number,
    data = usher.json.array(rows),
    next_page_url = next_page_url or usher.null,
  }
end

describe("a webhook", function()
  it("names every ticket in its body, wherever it stands", function()
    local portal = spec.connect {}
    local body = [[{"type":"ticket-created","data":{"id":"tic_b2","other":["tic_a1","x"]}}]]
    expect(portal:call("webhook", { body = body }).tickets):to_equal { "tic_a1", "tic_b2" }
  end)

  it("asks for a listing where it names none", function()
    local portal = spec.connect {}
    expect(portal:call("webhook", { body = "hello" }).tickets):to_be_nil()
  end)
end)

describe("the webhook records", function()
  it("are read page by page", function()
    local portal = spec.connect {}
    local following = "https://x/v1/webhooks?page=2,"
    portal:on("GET", "/webhooks", { json = page(1, { record "wbh_1" }, following) })
    local other = record("wbh_2", { type = "offer-viewed" })
    portal:on("GET", "/webhooks", { json = page(2, { other }) })
    local records = portal:call("list_webhooks")
    expect(records):to_have_length(2)
    expect(records[1]):to_equal {
      id = "wbh_1",
      url = HOOK,
      event = "ticket-created",
      secret = "Zk3vJ8q0",
    }
    expect(records[2].event):to_equal("offer-viewed")
    expect(portal.requests[2].query.page):to_equal("2")
  end)

  it("are created with a URL and a type", function()
    local portal = spec.connect {}
    portal:on("POST", "/webhooks", { status = 201, json = record "wbh_3" })
    local made = portal:call("register_webhook", HOOK, "ticket-created")
    expect(made):to_include { id = "wbh_3", secret = "Zk3vJ8q0" }
    expect(portal.requests[1].json):to_equal {
      url = HOOK,
      type = "ticket-created",
    }
  end)

  it("may be there or not where the answer is none", function()
    local portal = spec.connect {}
    portal:on("POST", "/webhooks", { status = 201, json = { ok = true } })
    local made, err = portal:call("register_webhook", HOOK, "ticket-created")
    expect(made):to_be_nil()
    expect(err.kind):to_equal("unknown_outcome")
  end)

  it("are deleted by their id", function()
    local portal = spec.connect {}
    portal:on("DELETE", "/webhooks/wbh_1", { status = 204 })
    local missing = { message = "Webhook not found." }
    portal:on("DELETE", "/webhooks/wbh_2", { status = 404, json = missing })
    expect(portal:call("remove_webhook", "wbh_1")):to_equal(true)
    local gone, err = portal:call("remove_webhook", "wbh_2")
    expect(gone):to_be_nil()
    expect(err.kind):to_equal("not_found")
  end)
end)
