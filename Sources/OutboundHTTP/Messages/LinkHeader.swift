/// One link of a `Link` header (RFC 8288).
package struct LinkHeader: Sendable, Hashable {
    /// As written: it may be relative to the answer's URL.
    package var url: String
    /// The relations, lower case: `rel="next last"` has two.
    package var relations: [String]

    /// Parses the values of all `Link` fields; what is malformed is left out, the rest is kept.
    package static func parse(_ values: [String]) -> [LinkHeader] {
        values.flatMap(parse)
    }

    /// The first link with this relation.
    package static func target(of relation: String, in values: [String]) -> String? {
        parse(values).first { $0.relations.contains(relation.lowercased()) }?.url
    }

    private static func parse(_ value: String) -> [LinkHeader] {
        var links: [LinkHeader] = []
        var rest = value[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let url = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            var relations: [String]?
            while let parameter = nextParameter(&rest) {
                // RFC 8288, 3.3: only the first rel counts.
                if parameter.name == "rel", relations == nil {
                    relations = parameter.value.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
                }
            }
            links.append(LinkHeader(url: String(url), relations: relations ?? []))
        }
        return links
    }

    /// Takes `; name=value` or `; name="value"` off the front; nil at the end of this link.
    private static func nextParameter(_ rest: inout Substring) -> (name: String, value: String)? {
        rest = rest.drop(while: { $0 == " " || $0 == "\t" })
        guard rest.first == ";" else { return nil }
        rest = rest.dropFirst().drop(while: { $0 == " " || $0 == "\t" })
        let name = rest.prefix { !"=;,".contains($0) }
        rest = rest[name.endIndex...]
        let key = name.filter { !$0.isWhitespace }.lowercased()
        guard rest.first == "=" else { return (key, "") }
        rest = rest.dropFirst().drop(while: { $0 == " " || $0 == "\t" })
        guard rest.first == "\"" else {
            let value = rest.prefix { !";, \t".contains($0) }
            rest = rest[value.endIndex...]
            return (key, String(value))
        }
        return (key, quotedString(&rest))
    }

    private static func quotedString(_ rest: inout Substring) -> String {
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            value.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
        return value
    }
}
