local URL = "https://hooks.example.org/services/T1/B2"

local NOTICE = {
  text = "<!channel> R&D: Parcel waits",
  automation = "escalate-stale",
  ticket = {
    id = "portal/1", url = "https://desk.example/1", subject = "Parcel", status = "open",
    requester = { email = "anna@example.org" },
  },
}

local function connect(format)
  return spec.connect { settings = { url = URL, format = format } }
end

describe("a notification", function()
  it("is posted as Slack reads it, with nothing of it taken for markup", function()
    local hook = connect()
    hook:on("POST", "/services/T1/B2", { body = "ok" })
    expect(hook:call("send", NOTICE)):to_be_true()
    expect(hook.requests):to_have_length(1)
    expect(hook.requests[1].json):to_equal { text = "&lt;!channel&gt; R&amp;D: Parcel waits" }
  end)

  it("is posted with its ticket as plain JSON, without the requester", function()
    local hook = connect "json"
    hook:on("POST", "/services/T1/B2", { status = 204 })
    expect(hook:call("send", NOTICE)):to_be_true()
    expect(hook.requests[1].json):to_equal {
      text = "<!channel> R&D: Parcel waits",
      automation = "escalate-stale",
      ticket = {
        id = "portal/1", url = "https://desk.example/1", subject = "Parcel", status = "open",
      },
    }
  end)

  it("may have no ticket", function()
    local hook = connect "json"
    hook:on("POST", "/services/T1/B2", { body = "ok" })
    hook:call("send", { text = "Hello" })
    expect(hook.requests[1].json):to_equal { text = "Hello" }
  end)

  it("that is refused is a failure", function()
    local hook = connect()
    hook:on("POST", "/services/T1/B2", { status = 404, body = "no_service" })
    local sent, err = hook:call("send", NOTICE)
    expect(sent):to_be_nil()
    expect(err.kind):to_equal("protocol")
  end)
end)
