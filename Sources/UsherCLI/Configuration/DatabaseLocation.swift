/// Where the store is.
enum DatabaseLocation: Sendable, Equatable {
    /// A SQLite file, by its absolute path.
    case file(String)
    /// A PostgreSQL URL; it may hold a password.
    case postgres(String)
}

extension DatabaseLocation: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The file; of a URL only the scheme.
    var description: String {
        switch self {
        case .file(let path): path
        case .postgres: "postgres://<redacted>"
        }
    }

    var debugDescription: String { description }

    /// Nothing: a dump would show the password.
    var customMirror: Mirror { Mirror(self, children: []) }
}
