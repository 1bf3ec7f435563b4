import Store
import Testing

/// What a test's closure throws of its own.
struct Refusal: Error, Equatable {}

/// The store's failure that the work ends with.
func failure(
    _ work: () async throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws -> StoreFailure {
    do {
        try await work()
    } catch let failure as StoreFailure {
        return failure
    }
    return try #require(nil as StoreFailure?, "nothing failed", sourceLocation: sourceLocation)
}

extension SQLDatabase {
    /// A table `item` with a number of its own and a unique name.
    func makeItems() async throws {
        try await write { transaction in
            try transaction.execute("CREATE TABLE item (id {id}, name {text} NOT NULL UNIQUE, size {integer}) {table}")
        }
    }

    func insert(_ name: String) async throws {
        try await write { try $0.execute("INSERT INTO item (name) VALUES ($1)", [.text(name)]) }
    }

    func names() async throws -> [String] {
        try await read { try $0.query("SELECT name FROM item ORDER BY name").map { try $0["name"] } }
    }
}
