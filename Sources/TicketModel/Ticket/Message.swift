/// Who wrote a message.
package struct MessageAuthor: Sendable, Hashable {
    /// The side the author is on.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case requester, agent, system, unknown
    }

    package var kind: Kind
    package var id: String?
    package var name: String?
    package var email: String?

    /// An author by what is known.
    package init(kind: Kind, id: String? = nil, name: String? = nil, email: String? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.email = email
    }
}

/// Who can read a message.
package enum MessageVisibility: String, Sendable, Hashable, CaseIterable {
    /// The requester too: a reply.
    case `public`
    /// Agents only: a note.
    case `internal`
    /// The provider does not tell.
    case unknown
}

/// One entry of a ticket's thread.
package struct Message: Sendable, Equatable {
    package var id: String
    package var author: MessageAuthor
    package var visibility: MessageVisibility
    package var body: String
    package var format: BodyFormat
    package var createdAt: Presence<Timestamp>
    package var attachments: [MessageAttachment]
    /// Whether it stands in our store, because the provider cannot hold it.
    package var isLocal = false

    /// A message with its body as the provider sent it.
    package init(
        id: String,
        author: MessageAuthor,
        visibility: MessageVisibility,
        body: String,
        format: BodyFormat = .text,
        createdAt: Presence<Timestamp> = .absent,
        attachments: [MessageAttachment] = []
    ) {
        self.id = id
        self.author = author
        self.visibility = visibility
        self.body = body
        self.format = format
        self.createdAt = createdAt
        self.attachments = attachments
    }

    /// The body as plain text, whatever it is written in.
    package var plainBody: String { format == .html ? HTMLText.plain(body) : body }

    /// The message as the command line prints it; an absent time is left out, null is null.
    package var json: JSONValue {
        var writer: [String: JSONValue] = ["kind": .string(author.kind.rawValue)]
        writer["id"] = author.id.map(JSONValue.string)
        writer["name"] = author.name.map(JSONValue.string)
        writer["email"] = author.email.map(JSONValue.string)
        var members: [String: JSONValue] = [
            "id": .string(id),
            "author": .object(writer),
            "visibility": .string(visibility.rawValue),
            "body": .string(body),
            "format": .string(format.rawValue),
            "attachments": .array(attachments.map(\.json)),
        ]
        if isLocal { members["local"] = true }
        switch createdAt {
        case .absent: break
        case .null: members["created_at"] = .null
        case .value(let time): members["created_at"] = time.json
        }
        return .object(members)
    }
}
