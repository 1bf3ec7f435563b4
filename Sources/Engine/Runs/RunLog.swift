package import PluginHost
package import Store
package import TicketModel

/// What a run keeps of its last attempt beside its end: what the handler logged, and what it used.
struct RunLog {
    private static let largest = 64 << 10

    var lines: [LogLine]
    var usage: CallUsage?

    /// The document of the run's row, with the last 64 KB of the lines; `nil` where there is nothing to keep.
    var json: JSONValue? {
        guard let usage else { return lines.isEmpty ? nil : .array(kept) }
        return ["lines": .array(kept), "usage": usage.json]
    }

    private var kept: [JSONValue] {
        var room = Self.largest
        var kept: [JSONValue] = []
        for line in lines.reversed() {
            room -= line.text.utf8.count
            guard room >= 0 else { break }
            kept.append(["level": .string(line.level.rawValue), "text": .string(line.text)])
        }
        return kept.reversed()
    }
}

extension RunRecord {
    /// The lines that the last attempt logged.
    package var logLines: [JSONValue] { log?.arrayValue ?? log?["lines"]?.arrayValue ?? [] }

    /// What the last call of its handler used; nil where it was not called, or an older program called it.
    package var usage: CallUsage? { log?["usage"].flatMap { CallUsage($0) } }
}

extension CallUsage {
    /// The usage as the command line prints it.
    package var json: JSONValue {
        [
            "cpu_ms": .number(cpu / .milliseconds(1)), "time_ms": .number(time / .milliseconds(1)),
            "memory_peak_bytes": .integer(Int64(memoryPeak)), "host_calls": .integer(Int64(hostCalls)),
        ]
    }

    init?(_ json: JSONValue) {
        guard let cpu = json["cpu_ms"]?.numberValue, let time = json["time_ms"]?.numberValue,
            let peak = json["memory_peak_bytes"]?.integerValue, let calls = json["host_calls"]?.integerValue
        else { return nil }
        self.init(
            cpu: .milliseconds(1) * cpu,
            time: .milliseconds(1) * time,
            memoryPeak: Int(peak),
            hostCalls: Int(calls)
        )
    }
}
