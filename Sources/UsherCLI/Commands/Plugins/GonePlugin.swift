import TicketModel

/// A plugin that `usher.yaml` names and whose file is gone: the daemon goes on with what the store keeps of it.
struct GonePlugin: Sendable, Equatable {
    let kind: String
    let name: String
    let version: String
    let file: String
    let hash: String

    var generation: String { String(hash.prefix(12)) }

    var sentence: String {
        "\(file): the file of the \(kind) \(name) is gone, and the daemon goes on with \(version) out of the store; put it back, or "
            + "take \(name) out of usher.yaml."
    }

    var json: JSONValue {
        [
            "kind": .string(kind), "name": .string(name), "version": .string(version), "file": .string(file),
            "from": "store", "generation": .string(hash), "problems": [["message": .string(sentence)]],
        ]
    }
}
