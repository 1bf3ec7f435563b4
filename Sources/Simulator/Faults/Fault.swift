/// Something that is to go wrong with the next requests that match.
package struct Fault: Sendable, Equatable {
    /// What goes wrong.
    package enum Kind: Sendable, Equatable {
        /// The request is answered, but only after so long.
        case latency(Duration)
        /// The request is carried out and answered only after so long, whether the client still waits for it or not.
        case lateCommit(Duration)
        /// The request changes nothing and is answered with a status, in the vendor's words.
        case status(Int, retryAfter: Int? = nil)
        /// The connection closes before any byte; the request changes nothing.
        case cut
        /// The request is carried out, and the connection closes in the middle of the answer's body.
        case cutMidBody
        /// The request is carried out, and the connection closes before any byte of the answer.
        case commitThenCut
        /// The request changes nothing and is answered with an HTML page and status 200.
        case garbage
        /// The request is carried out, and its answer ends in the middle of the JSON text.
        case truncatedJSON
        /// The request changes nothing and is answered with a JSON string of so many bytes.
        case huge(bytes: Int)
        /// The request is carried out, and its answer trickles.
        case slowBody(bytesPerSecond: Int)
        /// The request changes nothing and is never answered.
        case hang
        /// The request changes nothing and is answered with status 200 and no body.
        case empty
    }

    /// What goes wrong.
    package var kind: Kind
    /// The method it meets, nil for every one.
    package var method: String?
    /// How the path of the requests begins, nil for every one.
    package var pathPrefix: String?
    /// How many matching requests pass unharmed first.
    package var skipping: Int
    /// How many matching requests it meets.
    package var times: Int

    /// A fault for the next requests that match.
    package init(
        _ kind: Kind,
        method: String? = nil,
        pathPrefix: String? = nil,
        skipping: Int = 0,
        times: Int = 1
    ) {
        self.kind = kind
        self.method = method
        self.pathPrefix = pathPrefix
        self.skipping = skipping
        self.times = times
    }
}

extension Fault.Kind {
    /// The kind's word in the books and in orders.
    var name: String {
        switch self {
        case .latency: "latency"
        case .lateCommit: "lateCommit"
        case .status: "status"
        case .cut: "cut"
        case .cutMidBody: "cutMidBody"
        case .commitThenCut: "commitThenCut"
        case .garbage: "garbage"
        case .truncatedJSON: "truncatedJSON"
        case .huge: "huge"
        case .slowBody: "slowBody"
        case .hang: "hang"
        case .empty: "empty"
        }
    }
}
