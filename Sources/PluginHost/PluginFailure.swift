package import TicketModel

/// A plugin that could not be loaded or called: which one, where in its source, and why.
package struct PluginFailure: Error, Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The source does not compile, or its chunk raised.
        case load
        /// The declaration has problems.
        case manifest
        /// A handler raised an error.
        case script
        /// A handler used more than it may: time, memory or output.
        case limits
        /// The call was cancelled.
        case cancelled
    }

    package var kind: Kind
    /// The plugin's name, or its file's where the name is not known.
    package var plugin: String
    /// The function that was called: `list`, `triggers[1].run`.
    package var handler: String?
    /// One clause without its place.
    package var message: String
    package var file: String?
    package var line: Int?
    package var traceback: String?
    /// The expected failure that the plugin raised, where it did: `error(err)`.
    package var raised: TicketFailure?
    /// What the plugin had logged until then.
    package var log: [LogLine] = []
    /// What the call had used; nil where none was begun.
    package var usage: CallUsage?

    package init(
        _ kind: Kind,
        plugin: String,
        handler: String? = nil,
        message: String,
        file: String? = nil,
        line: Int? = nil,
        traceback: String? = nil
    ) {
        self.kind = kind
        self.plugin = plugin
        self.handler = handler
        self.message = message
        self.file = file
        self.line = line
        self.traceback = traceback
    }
}

extension PluginFailure: CustomStringConvertible {
    /// `providers/acme.lua:12: attempt to index a nil value (plugin acme, list)`.
    package var description: String {
        let place = file.map { file in line.map { "\(file):\($0): " } ?? "\(file): " } ?? ""
        let call = handler.map { "plugin \(plugin), \($0)" } ?? "plugin \(plugin)"
        return "\(place)\(message) (\(call))"
    }
}
