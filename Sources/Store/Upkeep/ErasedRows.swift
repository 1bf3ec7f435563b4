/// Tickets that were erased: when a sync meets one again, it is no news.
package enum ErasedRows {
    /// Those of the tickets that were erased and not met since.
    package static func among(_ ids: [String], at connection: String, in reader: any SQLReader) throws -> Set<String> {
        let rows = try reader.query(
            "SELECT ticket FROM erased_ticket WHERE connection = $1 AND ticket IN {texts $2}",
            [.text(connection), .texts(ids)]
        )
        return Set(try rows.map { try $0["ticket"] })
    }

    /// Forgets that tickets were erased.
    package static func forget(_ ids: [String], at connection: String, in transaction: SQLTransaction) throws {
        try transaction.execute(
            "DELETE FROM erased_ticket WHERE connection = $1 AND ticket IN {texts $2}",
            [.text(connection), .texts(ids)]
        )
    }
}
