import GRDB
import GRDBSQLite
import Store

extension StoreFailure {
    /// What one of SQLite's extended codes means.
    init(code: Int32, reason: String, sql: SQL?, location: String, patience: Duration) {
        let name = String(code)
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED:
            self = .busy(location, waited: patience, code: name)
        case SQLITE_FULL:
            self = .full(location, code: name)
        case SQLITE_READONLY:
            self = .readOnly(location, mend: "give this account the right to write the file and its folder", code: name)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self = .corrupt(location, reason: reason, code: name)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
            self = .cannotOpen(
                location,
                reason: reason,
                mend: "see that the file and its folder are there and that this account may write them",
                code: name
            )
        case SQLITE_CONSTRAINT where code == StoreFailure.datatype:
            self = .misuse(reason, sql, location, code: name)
        case SQLITE_CONSTRAINT:
            let rule = reason.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? reason
            self = .constraint(StoreFailure.constraint(code), rule, location, code: name)
        case SQLITE_ERROR, SQLITE_MISUSE, SQLITE_RANGE, SQLITE_MISMATCH, SQLITE_TOOBIG:
            self = .misuse(reason, sql, location, code: name)
        default:
            self = .other(reason, location, code: name)
        }
    }

    /// What an error of GRDB means.
    init(_ error: DatabaseError, sql: SQL?, location: String, patience: Duration) {
        self.init(
            code: error.extendedResultCode.rawValue,
            reason: error.message ?? "no reason given",
            sql: sql,
            location: location,
            patience: patience
        )
    }

    /// What an error of GRDB means while the file is opened.
    ///
    /// A file that may not be written answers the wish for WAL with its old mode, and GRDB words that as an error of the
    /// statement.
    init(opening error: DatabaseError, path: String, patience: Duration) {
        self.init(error, sql: nil, location: path, patience: patience)
        if kind == .misuse {
            self = .readOnly(path, mend: "give this account the right to write the file and its folder", code: code)
        }
    }

    // The extended codes are macros that Swift does not import.
    private static let datatype = SQLITE_CONSTRAINT | (12 << 8)

    private static func constraint(_ code: Int32) -> Constraint {
        switch code >> 8 {
        case 6, 8, 10: .unique
        case 3: .foreignKey
        case 5: .notNull
        case 1: .check
        default: .other
        }
    }
}
