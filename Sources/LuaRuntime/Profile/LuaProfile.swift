/// Where the scripts of some calls spend their time: samples of their stacks, taken at an interval of the time that they run.
///
/// ```swift
/// let profile = LuaProfile()
/// try await LuaProfile.$current.withValue(profile) { try await engine.call(["run"]) }
/// print(profile.functions)
/// ```
///
/// It costs a script nothing between two samples. Waiting is not sampled. A C function is sampled when it returns, with the
/// weight of the time that it took.
package final class LuaProfile: Sendable {
    /// What the calls that are begun in this task are sampled into.
    @TaskLocal package static var current: LuaProfile?

    private struct State {
        var counts: [LuaProfileStack: Int] = [:]
        var names: [LuaProfileFrame: String] = [:]
    }

    /// How long a script runs between two samples.
    package let interval: Duration
    private let state = LuaLock(State())

    package init(interval: Duration = .microseconds(250)) {
        self.interval = interval
    }

    func add(_ stack: LuaProfileStack, names: [LuaProfileFrame: String], weight: Int) {
        state.withLock { state in
            state.counts[stack, default: 0] += weight
            // A function may be called by several names; one is as good as the other.
            state.names.merge(names) { first, _ in first }
        }
    }

    /// How often each stack was met, in intervals.
    package var stacks: [LuaProfileStack: Int] { state.withLock { $0.counts } }

    /// How many intervals were sampled.
    package var samples: Int { stacks.values.reduce(0, +) }

    /// What a frame's function is called.
    package func name(of frame: LuaProfileFrame) -> String {
        switch frame {
        case .script(let name), .native(let name): name
        case .function(_, let line):
            state.withLock { $0.names[frame] } ?? (line == 0 ? "main chunk" : "anonymous function")
        }
    }

    /// The functions that were met, those first in which most time went by.
    package var functions: [LuaProfileFunction] {
        var functions: [LuaProfileFrame: LuaProfileFunction] = [:]
        var lines: [LuaProfileFrame: [Int: Int]] = [:]
        for (stack, count) in stacks {
            for frame in Set(stack.frames.dropFirst()) {
                let new = LuaProfileFunction(name: name(of: frame), frame: frame)
                functions[frame, default: new].total += count
            }
            guard let last = stack.frames.last else { continue }
            functions[last]?.own += count
            if let line = stack.line { lines[last, default: [:]][line, default: 0] += count }
        }
        for (frame, counts) in lines {
            functions[frame]?.line = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        }
        return functions.values.sorted { ($0.own, $0.total, $1.name) > ($1.own, $1.total, $0.name) }
    }
}

/// A script's stack as a sample found it.
package struct LuaProfileStack: Sendable, Hashable {
    /// The script first, the function that ran last.
    package var frames: [LuaProfileFrame]
    /// The line that the last one had come to; nil in C.
    package var line: Int?
}

/// A function on a stack.
package enum LuaProfileFrame: Sendable, Hashable {
    /// What every stack of an engine begins with: the engine's name.
    case script(String)
    /// A function of Lua, by where it begins; a chunk begins at line 0.
    case function(file: String, line: Int)
    /// A function written in C, or the host's, by the name that it was called by.
    case native(String)

    /// Where the function begins; nil where it has no source.
    package var place: LuaPlace? {
        guard case .function(let file, let line) = self else { return nil }
        return LuaPlace(file: file, line: line)
    }
}

/// A function's share of a profile.
package struct LuaProfileFunction: Sendable, Equatable {
    package var name: String
    package var frame: LuaProfileFrame
    /// Intervals in which it ran itself.
    package var own = 0
    /// Intervals in which it ran, or something that it had called.
    package var total = 0
    /// The line that it was most often at; nil for one that only called others.
    package var line: Int?
}
