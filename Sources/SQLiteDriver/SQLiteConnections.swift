import GRDB
import Store
import Synchronization

/// Our side of each of the pool's connections: prepared statements outlive the closures that used them.
final class SQLiteConnections: Sendable {
    let location: String
    private let patience: Duration
    private let known = Mutex<[ObjectIdentifier: SQLiteConnection]>([:])

    init(location: String, patience: Duration) {
        self.location = location
        self.patience = patience
    }

    /// Call it on the connection's own queue.
    func connection(_ database: Database) -> SQLiteConnection {
        known.withLock { known in
            if let connection = known[ObjectIdentifier(database)] { return connection }
            let connection = SQLiteConnection(database, location: location, patience: patience)
            known[ObjectIdentifier(database)] = connection
            return connection
        }
    }

    /// Call it when nobody uses the database any more.
    func forgetStatements() {
        for connection in known.withLock({ Array($0.values) }) { connection.forgetStatements() }
    }

    /// Words what GRDB itself throws.
    func wording<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw StoreFailure(error, sql: nil, location: location, patience: patience)
        }
    }
}
