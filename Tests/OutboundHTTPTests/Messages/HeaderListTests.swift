import Testing

@testable import OutboundHTTP

struct HeaderListTests {
    private let headers: HeaderList = ["Accept": "a", "X-Tag": "1", "x-tag": "2"]

    @Test func `a field is found whatever its case, with all its values`() {
        #expect(headers.first("X-TAG") == "1")
        #expect(headers.all("x-Tag") == ["1", "2"])
        #expect(headers.joined("x-tag") == "1, 2")
        #expect(headers.first("x-none") == nil)
        #expect(headers.joined("x-none") == nil)
    }

    @Test func `replacing takes every value of the name away`() {
        var changed = headers
        changed.replace("X-Tag", "3")
        #expect(changed.map(\.value) == ["a", "3"])
    }

    @Test func `overlaying keeps what the other list does not name`() {
        let laid = headers.overlaid(by: ["X-TAG": "9"])
        #expect(laid.map { "\($0.name)=\($0.value)" } == ["Accept=a", "X-TAG=9"])
    }
}
