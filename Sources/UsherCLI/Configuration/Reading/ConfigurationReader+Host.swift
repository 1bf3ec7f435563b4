import PostgresDriver

/// The sections about the host itself.
extension ConfigurationReader {
    mutating func database(_ value: YAMLValue) -> DatabaseLocation? {
        let wanted = "the name of a file, as in usher.db, or postgres://…"
        guard let read = self.text(value, wanted: wanted, at: .top["database"]) else { return nil }
        let text = read.value
        guard let scheme = text.firstRange(of: "://").map({ text[..<$0.lowerBound] }) else {
            return .file(FilePath.resolve(text, in: folder))
        }
        guard ["postgres", "postgresql"].contains(scheme) else {
            // Of what is written only the scheme: a password may stand behind it.
            let shown = read.shown.firstRange(of: "://").map { read.shown[..<$0.upperBound] } ?? Substring(read.shown)
            report(.database(String(shown)), at: .top["database"], line: value.line)
            return nil
        }
        if let problem = PostgresDatabase.problem(ofURL: text) {
            report(.databaseURL(problem), at: .top["database"], line: value.line)
            return nil
        }
        return .postgres(text)
    }

    /// Each folder once, by its absolute path.
    mutating func plugins(_ value: YAMLValue) -> [String] {
        let path = ConfigurationPath.top["plugins"]
        guard !value.isEmpty else { return [] }
        guard case .list(let items) = value.content else {
            report(
                .wrongType(wanted: "a list of folders, as in [plugins]", found: value.kind),
                at: path,
                line: value.line
            )
            return []
        }
        var folders: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = text(item, wanted: "a folder's name", at: path[index]) else { continue }
            let resolved = FilePath.resolve(text.value, in: folder)
            if !folders.contains(resolved) { folders.append(resolved) }
        }
        return folders
    }

    /// Email addresses, in lower case.
    mutating func ownAddresses(_ value: YAMLValue) -> Set<String> {
        let path = ConfigurationPath.top["own_addresses"]
        guard !value.isEmpty else { return [] }
        guard case .list(let items) = value.content else {
            let wanted = "a list of addresses, as in [support@example.com]"
            report(.wrongType(wanted: wanted, found: value.kind), at: path, line: value.line)
            return []
        }
        var addresses: Set<String> = []
        for (index, item) in items.enumerated() {
            guard let text = text(item, wanted: "an email address", at: path[index]) else { continue }
            let parts = text.value.split(separator: "@", omittingEmptySubsequences: false)
            if parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) {
                addresses.insert(text.value.lowercased())
            } else {
                report(.address(text.shown), at: path[index], line: item.line)
            }
        }
        return addresses
    }

    mutating func listen(_ value: YAMLValue) -> ListenAddress? {
        let path = ConfigurationPath.top["listen"]
        guard let text = text(value, wanted: "HOST:PORT, as in 127.0.0.1:8642", at: path) else { return nil }
        guard let address = ListenAddress(parsing: text.value) else {
            report(.listen(text.shown), at: path, line: value.line)
            return nil
        }
        return address
    }
}
