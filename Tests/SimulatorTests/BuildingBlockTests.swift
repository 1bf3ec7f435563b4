import Foundation
import HTTPTypes
import Testing

@testable import Simulator

struct BuildingBlockTests {
    @Test(
        arguments: [
            (0.0, "1970-01-01 00:00:00", "1970-01-01T01:00:00+01:00"),
            (951_782_400.0, "2000-02-29 00:00:00", "2000-02-29T01:00:00+01:00"),
            (1_714_417_200.0, "2024-04-29 19:00:00", "2024-04-29T21:00:00+02:00"),
            (-1.0, "1969-12-31 23:59:59", "1970-01-01T00:59:59+01:00"),
        ]
    )
    func `times are written in the vendors' forms`(seconds: Double, naive: String, atom: String) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(Timestamp.naive(date) == naive)
        #expect(Timestamp.atom(date) == atom)
    }

    @Test func `microseconds are kept`() {
        let date = Date(timeIntervalSince1970: 1_605_686_816.871986)
        #expect(Timestamp.microseconds(date) == "2020-11-18T08:06:56.871986Z")
        #expect(Timestamp.date("2020-11-25T00:00:00Z") == Date(timeIntervalSince1970: 1_606_262_400))
        #expect(Timestamp.date("2020-11-25T00:00:00.500+01:00") == Date(timeIntervalSince1970: 1_606_258_800.5))
        #expect(Timestamp.date("tomorrow") == nil)
    }

    @Test func `JSON keeps its keys in order and escapes what must be escaped`() {
        let json: JSON = ["z": [1, .number(2.5), true, .null], "a": "q\"b\\s\nl\u{1}ü"]
        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(text == #"{"z":[1,2.5,true,null],"a":"q\"b\\s\nl\u0001ü"}"#)
        #expect(JSON(parsing: json.bytes)?.keys == ["a", "z"])
        #expect(JSON(parsing: Array("{\"a\":".utf8)) == nil)
        #expect(JSON(parsing: Array("[true, 1, 1.5]".utf8)) == [true, 1, .number(1.5)])
    }

    @Test func `a form with a binary file is taken apart`() throws {
        let head =
            "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhé\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\nContent-Type: image/png\r\n\r\n"
        let binary: [UInt8] = [0, 0x0D, 0x0A, 0x2D, 0x2D, 0xFF]
        let form = try #require(MultipartForm(request(Array(head.utf8) + binary + Array("\r\n--b--\r\n".utf8))))
        #expect(form.text("text") == "hé")
        #expect(form.file("file")?.content == binary)
        #expect(form.file("file")?.fileName == "a b.png")
        #expect(form.file("file")?.mediaType == "image/png")
        #expect(form.text("file") == nil)
    }

    @Test(arguments: ["", "--b\r\n", "--b\r\nno headers\r\n--b--", "--c--"])
    func `a form that is not whole is none`(text: String) {
        #expect(MultipartForm(request(Array(text.utf8))) == nil)
    }

    @Test func `ids are UUIDs of version 4`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<100 {
            let uuid = random.uuid()
            #expect(uuid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }

    private func request(_ body: [UInt8]) -> APIRequest {
        APIRequest(
            method: .post,
            target: "/v1/api/ticket",
            headers: [.contentType: "multipart/form-data; boundary=\"b\""],
            body: body,
            origin: "",
            now: Date(timeIntervalSince1970: 0)
        )
    }
}
