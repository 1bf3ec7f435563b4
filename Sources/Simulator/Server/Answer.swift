import HTTPTypes

/// What a simulated API answers.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields
    var body: [UInt8]

    init(status: Int, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ json: JSON, status: Int = 200) -> Answer {
        Answer(status: status, headers: [.contentType: "application/json"], body: json.bytes)
    }

    static func html(_ text: String, status: Int) -> Answer {
        Answer(status: status, headers: [.contentType: "text/html; charset=utf-8"], body: Array(text.utf8))
    }
}
