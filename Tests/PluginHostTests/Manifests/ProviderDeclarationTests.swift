import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

struct ProviderDeclarationTests {
    private func problems(_ keys: String) async throws -> [String] {
        try await MadeUpPlugin.problems(.provider, MadeUpPlugin.provider(keys))
            .map { $0.replacing(#/^providers\/acme.lua:\d+: /#, with: "") }
    }

    private func manifest(_ keys: String) async throws -> ProviderManifest {
        let generation = try await PluginGeneration.load(MadeUpPlugin.file(.provider, MadeUpPlugin.provider(keys)))
        guard case .provider(let manifest) = generation.manifest.body else { throw CancellationError() }
        return manifest
    }

    @Test(arguments: [
        (
            "list = nil",
            "list: is missing; a provider at least lists its tickets: list = function(api, query, cursor) … end."
        ),
        ("list = \"/tickets\"", "list: takes a function, not a string."),
        ("reply = true", "reply: takes a function, not a boolean."),
        ("set_stauts = print", "set_stauts: there is no such key; did you mean \"set_status\"?"),
        ("settings = {}", "settings: has no base_url; add base_url = usher.setting.url { description = \"…\" }."),
        (
            "settings = { base_url = usher.setting.string { description = \"d\" } }",
            "settings.base_url: must be a setting of type url."
        ),
        (
            "statuses = nil",
            "statuses: is missing; map the provider's words to ours, as in { active = \"open\", done = \"closed\" }."
        ),
        ("statuses = { active = \"opn\" }", "statuses.active: \"opn\" is not one of our words; did you mean \"open\"?"),
        (
            "statuses = { active = \"raw:x\" }",
            "statuses.active: \"raw:x\" is not one of our words; the words are new, open, pending, on_hold, solved, closed, unknown."
        ),
        ("statuses = { active = 1 }", "statuses.active: takes text, not a number."),
        ("statuses = { [5] = 1 }", "statuses.5: takes text, not a number."),
        (
            "status_targets = { closd = \"done\" }",
            "status_targets.closd: \"closd\" is not one of our words; did you mean \"closed\"?"
        ),
        (
            "priorities = { p1 = \"critical\" }",
            "priorities.p1: \"critical\" is not one of our words; the words are low, normal, high, urgent."
        ),
        (
            "priority_targets = { hihg = \"p1\" }",
            "priority_targets.hihg: \"hihg\" is not one of our words; did you mean \"high\"?"
        ),
        ("body_format = \"markdown\"", "body_format: \"markdown\" is not one of the words; the words are text, html."),
        ("capabilities = { reply = false }", "capabilities: takes a function, not a table."),
        (
            "verify = { status = print }",
            "verify.status: there is no such key; what may stand here: reply, note, create."
        ),
        (
            "budget = { requests = 60 }",
            "budget: takes both a number of requests and a time, as in { requests = 60, per = \"1m\" }."
        ),
        (
            "budget = { requests = 0, per = \"1m\" }",
            "budget: takes both a number of requests and a time, as in { requests = 60, per = \"1m\" }."
        ),
        (
            "budget = { headers = \"x-rate\" }",
            "budget.headers: \"x-rate\" is not one of the words; the words are x-ratelimit, ratelimit."
        ),
        (
            "errors = { statuses = { [426] = \"licence\" } }",
            "errors.statuses: [426] = \"licence\" does not map an HTTP status to a kind of error, as in [426] = \"license\"."
        ),
        (
            "errors = { codes = { E1 = \"gone\" } }",
            "errors.codes: \"gone\" is not one of our words; the words are auth, forbidden, license, not_found, invalid, conflict, rate_limited, not_allowed, unsupported, transient, unknown_outcome, protocol."
        ),
        (
            "errors = { failed = { path = \"ok\" } }",
            "errors.failed.equals: is missing; write the value that marks a failure."
        ),
        (
            "errors = { failed = { equals = false } }",
            "errors.failed.path: is missing; write a dotted path into the answer, as in \"meta.status\"."
        ),
        (
            "webhook = { parse = print }",
            "webhook.verify: takes usher.webhook.hmac { … } or usher.webhook.equals { … }."
        ),
        (
            "webhook = { verify = usher.webhook.equals { header = \"x\", secret = \"y\" } }",
            "webhook.parse: is missing; write parse = function(request) … end."
        ),
        (
            "webhook = { verify = usher.webhook.equals { header = \"x\", secret = \"y\" }, "
                + "parse = print, events = { \"new\" }, list = print, register = print }",
            "webhook.remove: is missing; list, register and remove are there together or not at all."
        ),
        (
            "webhook = { parse = print, verify = usher.webhook.hmac { secret = \"y\" } }",
            "webhook.verify.header: is missing; write the header that carries the signature."
        ),
    ])
    func `a provider that is declared wrongly is told`(_ keys: String, _ told: String) async throws {
        #expect(try await problems(keys + ",") == [told])
    }

    @Test(arguments: [
        ("auth = \"Bearer\"", "auth: takes a table, not a string."),
        (
            "auth = { name = \"Authorization\" }",
            "auth: takes one of usher.auth's, as in usher.auth.header { name = \"Authorization\", value = \"Bearer {token}\" }."
        ),
        (
            "auth = usher.auth.header { name = \"Authorization\" }",
            "auth.value: is missing; write a text, which may name settings as {token}."
        ),
        (
            "auth = usher.auth.header { name = \"Authorization\", value = \"Bearer {tokn}\" }",
            "auth.value: names {tokn}, which is no setting; did you mean {token}?"
        ),
        (
            "auth = usher.auth.header { name = \"Authorization\", value = \"Bearer {api_key}\" }",
            "auth.value: names {api_key}, which is no setting; declare it under settings."
        ),
        (
            "auth = usher.auth.header { name = \"A\", value = \"{access_token}\" }",
            "auth.value: names {access_token}, which is no setting; declare it under settings."
        ),
        (
            "auth = usher.auth.basic { user = \"u\", pasword = \"{token}\", password = \"{token}\" }",
            "auth.pasword: there is no such key; did you mean \"password\"?"
        ),
        ("auth = usher.auth.query { name = \"key\", value = 5 }", "auth.value: takes text, not a number."),
        (
            "auth = usher.auth.login { token = \"t\", value = \"{access_token}\" }",
            "auth.path: is missing; write the login's path, as in \"/auth/login\"."
        ),
        (
            "auth = usher.auth.login { path = \"/l\", token = \"t\", value = \"{access_token}\", json = { deep = { \"{pasword}\" } } }",
            "auth.json: names {pasword}, which is no setting; declare it under settings."
        ),
        (
            "auth = usher.auth.login { path = \"/l\", token = \"t\", value = \"{access_token}\", form = { p = \"{tken}\" } }",
            "auth.form: names {tken}, which is no setting; did you mean {token}?"
        ),
        (
            "auth = usher.auth.login { path = \"/l\", token = \"t\", value = \"{access_token}\", lifetime = \"long\" }",
            "auth.lifetime: \"long\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
        (
            "auth = usher.auth.oauth { url = \"https://a.example\", client_id = \"c\", client_secret = \"{token}\", refresh_token = \"{refresh}\" }",
            "auth.refresh_token: names {refresh}, which is no setting; declare it under settings."
        ),
        (
            "headers = { [\"X-Account\"] = \"{acount}\" }",
            "headers.X-Account: names {acount}, which is no setting; declare it under settings."
        ),
    ])
    func `credentials that are declared wrongly are told`(_ keys: String, _ told: String) async throws {
        let settings = """
            settings = {
              base_url = usher.setting.url { description = "Where" },
              token = usher.setting.secret { description = "Who" },
            },
            """
        #expect(try await problems(settings + keys + ",") == [told])
    }

    @Test func `a notifier needs a url and a send`() async throws {
        let text = """
            local usher = require "usher"
            return usher.notifier { name = "acme", version = "1.0.0", summary = "Made up" }
            """
        #expect(
            try await MadeUpPlugin.problems(.notifier, text) == [
                "notifiers/acme.lua:2: settings: has no url; add url = usher.setting.secret { description = \"…\" }.",
                "notifiers/acme.lua:2: send: is missing; write send = function(api, notification) … end.",
            ]
        )
    }

    @Test func `what is declared is what is read`() async throws {
        let manifest = try await manifest(
            """
            statuses = { ["in work"] = "open", [3] = "closed" },
            status_targets = function() end,
            body_format = "html",
            side_effects = { reply = "reopens" },
            budget = { requests = 60, per = "1m", headers = "x-ratelimit", spacing = "250ms" },
            errors = {
              message = "error.text", code = "", fields = "", statuses = { [426] = "license", ["500"] = "invalid" },
              failed = { path = "ok", equals = false }, codes = { E1 = "conflict" }, login_redirect = true,
            },
            headers = { accept = "application/json" },
            auth = usher.auth.none(),
            get = function() end, set_status = function() end, capabilities = function() end, check = function() end,
            verify = { reply = function() end },
            webhook = { verify = usher.webhook.equals { header = "x-key", secret = "s" }, parse = function() end },
            """
        )
        #expect(manifest.statuses == .fixed(["in work": .open, "3": .closed]))
        #expect(manifest.statusTargets == .computed)
        #expect(manifest.bodyFormat == .html)
        #expect(manifest.sideEffects == ["reply": "reopens"])
        #expect(manifest.operations == [.list, .get, .setStatus])
        #expect(manifest.narrowsCapabilities && manifest.hasCheck)
        #expect(manifest.verifies == [.reply])
        #expect(manifest.http.auth == .none)
        #expect(manifest.http.headers == ["accept": "application/json"])
        #expect(manifest.http.budget.allowance == RateDeclaration.Allowance(requests: 60, per: .seconds(60)))
        #expect(manifest.http.budget.spacing == .milliseconds(250))
        let errors = manifest.http.errors
        #expect(errors.message == "error.text" && errors.code == "" && errors.fields == "")
        #expect(errors.statuses == [426: .license, 500: .invalid])
        #expect(errors.codes == ["E1": .conflict])
        #expect(errors.redirectsToLogin)
        #expect(manifest.webhook == WebhookDeclaration(method: "equals", options: ["header": "x-key", "secret": "s"]))
    }
}
