/// Who waits for a rate budget, in order of arrival, writes and reads apart.
struct BudgetQueue: Sendable {
    private struct Lane {
        private(set) var ids: [UInt64] = []
        private var head = 0

        var count: Int { ids.count - head }
        var first: UInt64? { head < ids.count ? ids[head] : nil }

        mutating func append(_ id: UInt64) {
            ids.append(id)
        }

        /// Taking the first, the usual case, moves nothing until half of the room is empty.
        mutating func remove(_ id: UInt64) {
            guard first == id else {
                ids.removeAll { $0 == id }
                return
            }
            head += 1
            if head > 64, head * 2 > ids.count {
                ids.removeFirst(head)
                head = 0
            }
        }
    }

    private var lastID: UInt64 = 0
    private var writes = Lane()
    private var reads = Lane()
    private var signals: [UInt64: AsyncStream<Void>.Continuation] = [:]

    var count: Int { writes.count + reads.count }
    var hasWrites: Bool { writes.first != nil }

    mutating func enter(write: Bool) -> UInt64 {
        lastID += 1
        if write {
            writes.append(lastID)
        } else {
            reads.append(lastID)
        }
        return lastID
    }

    func isFirst(_ id: UInt64) -> Bool {
        writes.first == id || reads.first == id
    }

    /// Takes one out, and wakes who is first now.
    mutating func leave(_ id: UInt64, write: Bool) {
        if write {
            writes.remove(id)
        } else {
            reads.remove(id)
        }
        signals.removeValue(forKey: id)?.finish()
        wakeFirst()
    }

    /// A stream that yields once, when this one should look again.
    ///
    /// It is a new one each time: cancelling a stream ends it.
    mutating func signal(for id: UInt64) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signals[id] = continuation
        return stream
    }

    func wakeFirst() {
        for id in [writes.first, reads.first] {
            if let id {
                signals[id]?.yield()
            }
        }
    }
}
