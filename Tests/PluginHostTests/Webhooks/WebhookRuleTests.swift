import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// Signatures as the providers' own pages show them, and what differs from them by a little.
struct WebhookRuleTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)
    private static let hello = Array("Hello, World!".utf8)

    private func rule(_ method: String, _ options: [String: JSONValue], secret: String = "s3cret") -> WebhookRule {
        var options = options
        options["secret"] = options["secret"] ?? "{webhook_secret}"
        let settings = PluginSettings(values: ["webhook_secret": .secret(secret)])
        return WebhookRule(WebhookDeclaration(method: method, options: options), settings)
    }

    private func verdict(_ rule: WebhookRule, _ headers: [String: String], _ body: [UInt8] = hello) -> WebhookVerdict {
        rule.verdict(on: WebhookRequest(headers: headers, body: body), now: Self.now)
    }

    private static let github = (
        options: ["header": "X-Hub-Signature-256", "prefix": "sha256="] as [String: JSONValue],
        secret: "It's a Secret to Everybody",
        code: "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    )

    @Test func `the signature of GitHub's own page holds, and no other one does`() {
        // The secret has blanks in it, so it cannot stand in a setting, which parts by them.
        var rule = rule("hmac", Self.github.options)
        rule.secrets = [Secret(Self.github.secret)]
        let header = "x-hub-signature-256"
        #expect(verdict(rule, [header: "sha256=\(Self.github.code)"]) == .genuine(delivery: nil, challenge: nil))
        #expect(
            verdict(rule, [header: "sha256=\(Self.github.code.uppercased())"])
                == .genuine(delivery: nil, challenge: nil)
        )
        let wrong = "the signature does not fit"
        for proof in [
            Self.github.code, "sha1=\(Self.github.code)", "sha256=", "sha256=\(Self.github.code.dropLast())",
            "sha256=\(Self.github.code.dropLast())8", "sha256=zz", Self.github.secret, "sha256=\(Self.github.secret)",
        ] {
            #expect(verdict(rule, [header: proof]) == .refused(wrong), "\(proof)")
        }
        #expect(verdict(rule, [header: "sha256=\(Self.github.code)"], Self.hello + [10]) == .refused(wrong))
        #expect(verdict(rule, [:]) == .refused("the header X-Hub-Signature-256 is missing"))
    }

    @Test func `time and body are signed together, and an old signature is no proof`() {
        let rule = rule(
            "hmac",
            ["header": "X-Signature", "encoding": "base64", "signed": "{timestamp}.{body}", "timestamp": "X-Time"]
        )
        // printf '1700000000.Hello, World!' | openssl dgst -sha256 -hmac s3cret -binary | base64
        let code = "/Z0nugsrSTJFGhQmUGa1mRwQsrd/hPvOp69nVg5EGQs="
        #expect(
            verdict(rule, ["x-signature": code, "x-time": "1700000000"]) == .genuine(delivery: nil, challenge: nil)
        )
        let stale = WebhookVerdict.refused("it was signed too long ago, or in the future")
        #expect(verdict(rule, ["x-signature": code, "x-time": "1699999699"]) == stale)
        #expect(verdict(rule, ["x-signature": code, "x-time": "1700000301"]) == stale)
        #expect(verdict(rule, ["x-signature": code, "x-time": "1700000001"]) == .refused("the signature does not fit"))
        #expect(verdict(rule, ["x-signature": code]) == .refused("the header X-Time tells no time"))
    }

    @Test func `any of several secrets will do`() {
        let rule = rule("equals", ["header": "X-Key"], secret: "old-secret  new-secret")
        for key in ["old-secret", "new-secret"] {
            #expect(verdict(rule, ["x-key": key]) == .genuine(delivery: nil, challenge: nil))
        }
        for key in ["", "old-secret  new-secret", "old-secre"] {
            #expect(verdict(rule, ["x-key": key]) == .refused("the secret does not fit"))
        }
    }

    @Test func `without a secret nothing is genuine`() {
        let rule = rule("equals", ["header": "X-Key"], secret: " ")
        #expect(!rule.isConfigured)
        #expect(verdict(rule, ["x-key": ""]) == .refused("no secret is configured"))
    }

    @Test func `a provider that may send the secret itself is believed either way`() {
        let rule = rule("hmac", ["header": "X-Webhook-Signature", "plain_secret": true], secret: "s3cret")
        #expect(verdict(rule, ["x-webhook-signature": "s3cret"]) == .genuine(delivery: nil, challenge: nil))
        #expect(verdict(rule, ["x-webhook-signature": "s3cres"]) == .refused("the signature does not fit"))
    }

    @Test func `the id of a delivery and a challenge are told`() {
        let rule = rule("equals", ["header": "X-Key", "delivery": "X-Delivery", "challenge": "X-Challenge"])
        let told = verdict(rule, ["x-key": "s3cret", "x-delivery": "7", "x-challenge": "abc"])
        #expect(told == .genuine(delivery: "7", challenge: "abc"))
    }

    @Test(
        arguments: [
            ("1700000000", 1_700_000_000_000_000), ("1700000000123", 1_700_000_000_123_000),
            ("2023-11-14T22:13:20Z", 1_700_000_000_000_000), ("soon", nil), ("-5", nil),
        ] as [(String, Int64?)]
    )
    func `a time is seconds, milliseconds or RFC 3339`(text: String, microseconds: Int64?) {
        #expect(WebhookRule.time(text)?.microseconds == microseconds)
    }
}
