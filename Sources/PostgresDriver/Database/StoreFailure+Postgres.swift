import Store

extension StoreFailure {
    /// What a SQLSTATE means.
    ///
    /// - Parameters:
    ///   - code: the SQLSTATE.
    ///   - reason: the server's own words.
    ///   - rule: the constraint or column that the server names.
    ///   - sql: the statement.
    ///   - location: the server and the database.
    init(code: String?, reason: String, rule: String?, sql: SQL?, location: String) {
        switch code {
        case "55P03", "57014":
            self = .lockedOut(location, reason: reason, code: code)
        case "40001", "40P01":
            self = .contended(location, attempts: 1, code: code)
        case "53300":
            self = .unreachable(location, reason: reason, code: code)
        case "53100", "54000":
            self = .full(location, code: code)
        case "25006":
            self = .readOnly(location, mend: "name the primary server, one that is no standby", code: code)
        case "XX001", "XX002":
            self = .corrupt(location, reason: reason, code: code)
        case "42501":
            self = .readOnly(location, mend: "give the user the right to use the tables (\(reason))", code: code)
        default:
            self = Self.byClass(code, reason: reason, rule: rule, sql: sql, location: location)
        }
    }

    private static func byClass(
        _ code: String?,
        reason: String,
        rule: String?,
        sql: SQL?,
        location: String
    ) -> StoreFailure {
        switch code?.prefix(2) {
        case "23": .constraint(constraint(code), rule ?? reason, location, code: code)
        case "22", "42", "0A", "26", "34", "25", "3B": .misuse(reason, sql, location, code: code)
        case "28", "3D":
            .cannotOpen(location, reason: reason, mend: "mend the user, the password or the name", code: code)
        default: .other(reason, location, code: code)
        }
    }

    private static func constraint(_ code: String?) -> Constraint {
        switch code {
        case "23505": .unique
        case "23503": .foreignKey
        case "23502": .notNull
        case "23514": .check
        default: .other
        }
    }

    /// The server has ended the session, or says that it is about to.
    static func endsSession(_ code: String?) -> Bool {
        guard let code else { return false }
        return code.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(code)
    }

    /// The transaction was broken off for the sake of another one, and may go through when run again.
    static func isBrokenOff(_ code: String?) -> Bool {
        code == "40001" || code == "40P01"
    }

    /// What libpq says when it could not connect; there is no SQLSTATE then.
    init(connecting reason: String, location: String) {
        let line = reason.split(separator: "\n").first.map(String.init) ?? "no reason given"
        let passing = ["starting up", "shutting down", "recovery mode", "too many", "remaining connection slots"]
        let isRefused = line.contains("FATAL:") || line.contains("no password supplied")
        if isRefused, !passing.contains(where: line.contains) {
            self = .cannotOpen(location, reason: line, mend: "mend the user, the password or the name of the database")
        } else {
            self = .unreachable(location, reason: line)
        }
    }
}
