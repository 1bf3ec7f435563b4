import CLua
import CLuaShim

extension LuaLimits {
    var ledger: usher_ledger {
        usher_ledger(
            nanoseconds: cpu.inNanoseconds,
            steps: Int64(steps),
            host_calls: Int64(hostCalls),
            bytes: Int64(output)
        )
    }

    /// What has been taken off the ledger of the state's last call.
    func usage(in thread: OpaquePointer) -> LuaUsage {
        let left = usher_left(thread)
        return LuaUsage(
            cpu: .nanoseconds(cpu.inNanoseconds - left.nanoseconds),
            steps: steps - Int(left.steps),
            hostCalls: hostCalls - Int(left.host_calls),
            output: output - Int(left.bytes),
            memoryPeak: Int(usher_memory_peak(thread))
        )
    }

    /// What was exceeded, by how much, and where.
    func failure(of reason: usher_reason, in thread: OpaquePointer) -> LuaFailure {
        let used = usage(in: thread)
        var failure =
            switch reason {
            case USHER_OUT_OF_STEPS:
                LuaFailure(.exhausted, "took more than its \(steps) steps in Lua's library (\(used.steps))")
            case USHER_OUT_OF_HOST_CALLS:
                LuaFailure(.exhausted, "called the host more often than its \(hostCalls) times")
            case USHER_OUT_OF_BYTES:
                LuaFailure(.exhausted, "handed more than its \(output) bytes to the host (\(used.output))")
            default:
                LuaFailure(.outOfTime, "used more than its \(cpu) of CPU time (\(Self.milliseconds(used.cpu)) ms)")
            }
        (failure.file, failure.line) = Self.killPlace(in: thread)
        return failure
    }

    /// Where the script was when it was ended.
    static func killPlace(in thread: OpaquePointer) -> (file: String?, line: Int?) {
        let place = String(cString: usher_kill_place(thread))
        guard let colon = place.lastIndex(of: ":") else { return (nil, nil) }
        return (String(place[..<colon]), Int(place[place.index(after: colon)...]))
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        duration.inNanoseconds / 1_000_000
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to 64 bits.
    package var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole + attoseconds / 1_000_000_000
    }
}
