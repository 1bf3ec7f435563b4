/// How an answer reaches the client, or does not.
enum Delivery: Sendable {
    case answer(Answer)
    case late(Answer, by: Duration)
    /// Carries the request out after so long, and then answers.
    case deferred(APIRequest, by: Duration)
    /// Closes the connection without a byte.
    case cut
    /// Closes the connection after half of the body.
    case cutMidBody(Answer)
    /// Sends the body at so many bytes a second.
    case trickle(Answer, bytesPerSecond: Int)
    /// Sends a JSON string of so many bytes.
    case flood(bytes: Int)
    /// Keeps the connection open and says nothing.
    case silence

    /// The status that the client gets to see, nil where it sees none.
    var status: Int? {
        switch self {
        case .answer(let answer), .late(let answer, _), .cutMidBody(let answer), .trickle(let answer, _):
            answer.status
        case .flood: 200
        case .cut, .silence, .deferred: nil
        }
    }
}
