import Testing

@testable import OutboundHTTP

struct SecretTests {
    private let secret = Secret("hush-hush")

    @Test func `a secret prints, interpolates, reflects and dumps as redacted`() {
        var dumped = ""
        dump([secret], to: &dumped)
        #expect("\(secret)" == "<redacted>")
        #expect(String(describing: secret) == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        #expect("\(Credential.basic(user: "joe", password: secret))".contains("<redacted>"))
        #expect(!dumped.contains("hush"))
        #expect(!"\(Mirror(reflecting: secret).children.map { $0 })".contains("hush"))
    }

    @Test func `a secret is revealed on purpose only`() {
        #expect(secret.unsafeRevealed() == "hush-hush")
    }
}
