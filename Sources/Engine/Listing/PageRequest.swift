import PluginHost

/// One page that is to be asked for.
struct PageRequest: Sendable, Hashable {
    /// The how many-th request of its listing it is, from 0.
    let number: Int
    /// Where the page begins; nil for the first.
    let cursor: PageCursor?
}
