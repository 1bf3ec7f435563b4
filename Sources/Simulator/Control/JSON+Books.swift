import Foundation

extension JSON {
    /// The books as `/_simulator/books` prints them.
    init(_ books: SimulatorBooks, of provider: SimulatedProvider) {
        let counts = books.violationCounts.sorted { $0.key.rawValue < $1.key.rawValue }
        self = [
            "provider": .string(provider.rawValue),
            "request_count": .integer(books.requestCount),
            "limited_count": .integer(books.limitedCount),
            "violation_counts": .object(counts.map { Member($0.key.rawValue, .integer($0.value)) }),
            "violations": .array(
                books.violations.map { violation in
                    [
                        "kind": .string(violation.kind.rawValue),
                        "detail": .string(violation.detail),
                        "request": .string(violation.request),
                    ]
                }
            ),
            "inserted_ids": .array(books.insertedIDs.map(JSON.string)),
            "created_ids": .array(books.createdIDs.map(JSON.string)),
            "requests": .array(books.requests.map { JSON($0) }),
        ]
    }

    private init(_ request: SimulatorBooks.RecordedRequest) {
        self = [
            "method": .string(request.method),
            "path": .string(request.path),
            "query": .string(request.query),
            "headers": .array(request.headers.map { [.string($0.name), .string($0.value)] }),
            "body_size": .integer(request.bodySize),
            "received_at": .string(Timestamp.microseconds(request.receivedAt)),
            "status": JSON(request.status),
            "fault": JSON(request.fault),
        ]
    }

    /// A ticket as `/_simulator/tickets` prints it, the same for every provider.
    init(_ ticket: SimulatedTicket) {
        self = [
            "id": .string(ticket.id),
            "number": .integer(ticket.number),
            "subject": .string(ticket.subject),
            "body": .string(ticket.body),
            "status": .string(ticket.status),
            "priority": JSON(ticket.priority),
            "channel": .string(ticket.channel),
            "requester": JSON(ticket.requester),
            "assignee": JSON(ticket.assignee),
            "tags": .array(ticket.tags.map(JSON.string)),
            "created_at": .string(Timestamp.microseconds(ticket.createdAt)),
            "updated_at": .string(Timestamp.microseconds(ticket.updatedAt)),
            "deleted_at": JSON(ticket.deletedAt.map(Timestamp.microseconds)),
            "custom_id": JSON(ticket.customID),
            "fields": .object(ticket.fields),
            "status_history": .array(
                ticket.statusHistory.map { entry in
                    [
                        "status": .string(entry.status),
                        "entered_at": .string(Timestamp.microseconds(entry.enteredAt)),
                    ]
                }
            ),
            "messages": .array(ticket.messages.map { JSON($0) }),
        ]
    }

    private init(_ person: SimulatedPerson?) {
        guard let person else {
            self = .null
            return
        }
        self = ["id": .integer(person.id), "name": .string(person.name), "email": .string(person.email)]
    }

    private init(_ message: SimulatedMessage) {
        self = [
            "id": .string(message.id),
            "author": .string(message.author.name),
            "by_requester": .bool(message.isByRequester),
            "private": .bool(message.isPrivate),
            "body": .string(message.body),
            "posted_at": .string(Timestamp.microseconds(message.postedAt)),
            "attachments": .array(message.attachments.map { .string($0.name) }),
        ]
    }
}
