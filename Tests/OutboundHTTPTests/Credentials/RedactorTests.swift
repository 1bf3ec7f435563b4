import Testing

@testable import OutboundHTTP

struct RedactorTests {
    static let forms = [
        "a/b c\"d+é",
        "a%2Fb%20c%22d%2B%C3%A9",
        "a%2fb%20c%22d%2b%c3%a9",
        "a%2Fb+c%22d%2B%C3%A9",
        "YS9iIGMiZCvDqQ==",
        "YS9iIGMiZCvDqQ",
        "a/b c\\\"d+é",
        "a\\/b c\\\"d+é",
    ]

    @Test(arguments: forms)
    func `every form that a request or an error may carry is replaced`(form: String) {
        let redactor = Redactor([Secret("a/b c\"d+é")])
        #expect(redactor.redact("before \(form) after") == "before <redacted> after")
    }

    @Test(arguments: forms)
    func `every form is replaced in bytes that are no text, too`(form: String) {
        let redactor = Redactor([Secret("a/b c\"d+é")])
        let bytes = redactor.redact([0xFF] + Array(form.utf8) + [0xFE] + Array(form.utf8))
        #expect(bytes == [0xFF] + Array("<redacted>".utf8) + [0xFE] + Array("<redacted>".utf8))
        #expect(redactor.redact([0xFF, 0x61]) == [0xFF, 0x61])
    }

    @Test func `a secret within another is replaced with it`() {
        let redactor = Redactor([Secret("hush"), Secret("hush-hush")])
        #expect(redactor.redact("hush-hush, hush") == "<redacted>, <redacted>")
    }

    @Test func `a secret shorter than four characters is left alone`() {
        let redactor = Redactor([Secret("the"), Secret("")])
        #expect(redactor.redact("the other") == "the other")
    }

    @Test func `a secret learnt later is replaced from then on`() {
        let redactor = Redactor()
        redactor.learn([Secret("hush-hush")])
        #expect(redactor.redact("x hush-hush x") == "x <redacted> x")
    }
}
