import Testing
import TicketModel

extension UsherProcess.Outcome {
    /// Standard output as the one JSON document it must be.
    func json(_ location: SourceLocation = #_sourceLocation) throws -> JSONValue {
        try #require(try? JSONValue(parsing: output), "\(output)\n\(errors)", sourceLocation: location)
    }
}

extension JSONValue {
    /// The texts under a key of each element of an array.
    func texts(_ key: String) -> [String] {
        arrayValue?.compactMap { $0[key]?.stringValue } ?? []
    }
}
