/// A file at a message, as the provider tells of it.
package struct MessageAttachment: Sendable, Hashable {
    package var id: String?
    package var name: String?
    /// The size in bytes.
    package var size: Int?
    package var mime: String?
    package var url: String?

    /// A file by what is known of it.
    package init(id: String? = nil, name: String? = nil, size: Int? = nil, mime: String? = nil, url: String? = nil) {
        self.id = id
        self.name = name
        self.size = size
        self.mime = mime
        self.url = url
    }

    /// What is known, under the names of the fields.
    package var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["id"] = id.map(JSONValue.string)
        members["name"] = name.map(JSONValue.string)
        members["size"] = size.map { .integer(Int64($0)) }
        members["mime"] = mime.map(JSONValue.string)
        members["url"] = url.map(JSONValue.string)
        return .object(members)
    }
}

/// A file to be sent with a reply, a note or a new ticket.
package struct OutgoingAttachment: Sendable, Hashable {
    package var name: String
    package var mime: String
    package var data: [UInt8]

    /// A file with its bytes.
    package init(name: String, mime: String, data: [UInt8]) {
        self.name = name
        self.mime = mime
        self.data = data
    }

    /// The name, the type and the size; never the bytes.
    package var json: JSONValue {
        ["name": .string(name), "mime": .string(mime), "size": .integer(Int64(data.count))]
    }
}
