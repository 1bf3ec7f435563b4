/// A table of the store, as copying one store into another needs to know it.
package struct SchemaTable: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// Whether its rows are numbered by the database.
    package let isNumbered: Bool
}

extension Schema {
    /// The tables that the first so many migrations make, in the order they are made; `usher_migration` is not among them.
    package static func tables(after count: Int = migrations.count) -> [SchemaTable] {
        var tables: [SchemaTable] = []
        for statement in migrations.prefix(count).flatMap(\.statements) {
            let words = statement.text.split { $0.isWhitespace || $0 == "(" }
            guard words.count > 2, words[1] == "TABLE" else { continue }
            switch words[0] {
            case "CREATE":
                tables.append(SchemaTable(name: String(words[2]), isNumbered: statement.text.contains("{id}")))
            case "DROP": tables.removeAll { $0.name == words[2] }
            case "ALTER" where words.count > 5 && words[3] == "RENAME":
                guard let place = tables.firstIndex(where: { $0.name == words[2] }) else { continue }
                tables[place] = SchemaTable(name: String(words[5]), isNumbered: tables[place].isNumbered)
            default: continue
            }
        }
        return tables
    }
}

extension SchemaTable {
    /// The name in a statement.
    var sql: SQL { SQL(unchecked: name) }
}
