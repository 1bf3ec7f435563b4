/// A requester or an assignee, by what is known of them.
package struct Person: Sendable, Hashable {
    package var id: String?
    package var name: String?
    package var email: String?

    /// A person by what is known.
    package init(id: String? = nil, name: String? = nil, email: String? = nil) {
        self.id = id
        self.name = name
        self.email = email
    }

    /// Whether nothing is known: then it is nobody.
    package var isNobody: Bool { [id, name, email].allSatisfy { $0?.isEmpty ?? true } }

    /// Whether a text is this person's id, name or email, in any case.
    package func answers(to text: String) -> Bool {
        let wanted = text.lowercased()
        return [id, name, email].contains { $0?.lowercased() == wanted }
    }

    /// What is known, under `id`, `name` and `email`.
    package var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["id"] = id.map(JSONValue.string)
        members["name"] = name.map(JSONValue.string)
        members["email"] = email.map(JSONValue.string)
        return .object(members)
    }
}

extension Person: CustomStringConvertible {
    /// The name, else the email, else the id.
    package var description: String { name ?? email ?? id ?? "nobody" }
}
