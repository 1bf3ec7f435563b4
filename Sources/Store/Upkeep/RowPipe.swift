import Dispatch
import Synchronization

/// Hands rows from a closure that reads one database to a closure that writes another, each on its driver's thread.
///
/// Both ends block, and only few pieces are ever under way. For one reader and one writer.
final class RowPipe: Sendable {
    /// What goes through.
    enum Piece: Sendable {
        case rows(of: SchemaTable, columns: SQLColumns, [[SQLValue]])
        /// The last number that a table gave.
        case sequence(of: SchemaTable, last: Int64)
        case end
    }

    private struct State {
        var pieces: [Piece] = []
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    // Made empty and filled, because one that ends with less than it began with stops the process.
    private let room = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)

    init() {
        for _ in 0..<8 { room.signal() }
    }

    /// Hands on a piece; blocks while the writer is behind.
    func put(_ piece: Piece) throws {
        room.wait()
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.pieces.append(piece)
        }
        filled.signal()
    }

    /// The next piece; blocks until there is one.
    func take() throws -> Piece {
        filled.wait()
        let piece = try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.pieces.removeFirst()
        }
        room.signal()
        return piece
    }

    /// Ends both sides with a failure; the first one counts.
    func fail(_ failure: any Error) {
        state.withLock { $0.failure = $0.failure ?? failure }
        room.signal()
        filled.signal()
    }

    /// The failure that ended it.
    var failure: (any Error)? { state.withLock(\.failure) }
}
