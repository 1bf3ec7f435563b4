import CLuaShim

/// The one word that another thread may set while a script runs; the C hook reads it.
///
/// `@unchecked Sendable`: the word is written and read atomically, and freed only with its last owner; the engine is
/// one for as long as its state is open.
final class StopFlag: @unchecked Sendable {
    let word: UnsafeMutablePointer<CInt>

    init() {
        word = .allocate(capacity: 1)
        word.initialize(to: 0)
    }

    deinit {
        word.deallocate()
    }

    func raise() {
        usher_raise_flag(word)
    }

    /// It is never lowered: a state whose flag is raised runs nothing any more.
    var isRaised: Bool {
        usher_flag_is_raised(word)
    }
}
