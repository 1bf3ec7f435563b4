import LuaRuntime

/// Where the Lua of plugins spends its time: samples of the stacks that ran, providers' among them.
package struct PluginProfile: Sendable {
    /// A function on a stack.
    package struct Function: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            /// What every stack begins with: the plugin.
            case plugin
            /// A function of the plugin's.
            case script
            /// A function of the host's own Lua.
            case host
            /// A function written in C.
            case native
        }

        package var kind: Kind
        package var name: String
        /// Where it begins; nil for one that has no source.
        package var file: String?
        package var line: Int?

        /// `automations/tidy.lua:12`; nil for one that has no source.
        package var place: String? { file.map { file in line.map { "\(file):\($0)" } ?? file } }
    }

    /// A function's share, in samples.
    package struct Share: Sendable, Equatable {
        package var function: Function
        /// In which it ran itself.
        package var own: Int
        /// In which it ran, or something that it had called.
        package var total: Int
        /// The line that it was most often at; nil for one that only called others, and in C.
        package var line: Int?
    }

    private let profile = LuaProfile()

    package init() {}

    /// How long Lua runs between two samples.
    package var interval: Duration { profile.interval }

    package var samples: Int { profile.samples }

    /// Samples whatever Lua runs in the body and in the tasks that it waits for.
    package func during<Result: Sendable>(_ body: () async -> Result) async -> Result {
        await LuaProfile.$current.withValue(profile, operation: body)
    }

    /// The stacks that were met, outermost function first, each with how often.
    package var stacks: [(functions: [Function], count: Int)] {
        profile.stacks.map { stack, count in (stack.frames.map(function), count) }
    }

    /// The functions that were met, those first in which most time went by.
    package var shares: [Share] {
        profile.functions.map { Share(function: function($0.frame), own: $0.own, total: $0.total, line: $0.line) }
    }

    private func function(_ frame: LuaProfileFrame) -> Function {
        let name = profile.name(of: frame)
        switch frame {
        case .script: return Function(kind: .plugin, name: name)
        case .native: return Function(kind: .native, name: name)
        case .function(let file, let line):
            return Function(kind: file.hasPrefix("usher/") ? .host : .script, name: name, file: file, line: line)
        }
    }
}
