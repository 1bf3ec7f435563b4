/// Why the database did not do it: one sentence, and a kind that says what can be done.
///
/// Two failures are equal when their kinds are.
package struct StoreFailure: Error, Sendable, CustomStringConvertible {
    /// What can be done about it.
    package enum Kind: Sendable, Hashable {
        /// Somebody else holds what was needed for too long; trying again later may help.
        case busy
        /// The disk, or the database's own limit of size, is full; nothing was written.
        case full
        /// The file, its folder or the server takes no writes.
        case readOnly
        /// The file is damaged or no database, or the server says so of its own.
        case corrupt
        /// The database was last used by a newer program.
        case newerThanProgram
        /// The file can't be opened, or the server can't be reached or refuses us.
        case cannotOpen
        /// The connection went before the commit; nothing was written.
        case connectionLost
        /// The connection went during the commit; whether it was written can't be told.
        case commitUnknown
        /// A row breaks a rule of its table.
        case constraint(Constraint)
        /// The program asked for something wrong: a mistake of ours.
        case misuse
        /// The database was closed by this program.
        case closed
        /// Anything else; the message has the database's own words.
        case other
    }

    /// The rules that a row can break.
    package enum Constraint: String, Sendable, Hashable {
        case unique
        case foreignKey = "foreign key"
        case notNull = "not null"
        case check
        case other
    }

    /// What can be done about it.
    package let kind: Kind
    /// One sentence: what was wrong, where, what to do.
    package let message: String
    /// The database's own code: a SQLSTATE, or a number of SQLite.
    package let code: String?

    /// Makes a failure; the wording belongs to `StoreFailure+Wording.swift`.
    init(_ kind: Kind, _ message: String, code: String? = nil) {
        self.kind = kind
        self.message = message
        self.code = code
    }

    /// The message.
    package var description: String { message }

    /// Nothing was written and the same closure may succeed when it runs again.
    package var mayRetry: Bool {
        switch kind {
        case .busy, .connectionLost: true
        default: false
        }
    }
}

extension StoreFailure: Equatable {
    /// Compares the kinds.
    package static func == (left: StoreFailure, right: StoreFailure) -> Bool {
        left.kind == right.kind
    }
}
