import CoreMetrics
import LuaRuntime

/// What one call into a plugin has used.
package struct CallUsage: Sendable, Hashable {
    /// The plugin's own computing time.
    package var cpu: Duration
    /// From the call to its end, what it waited for included.
    package var time: Duration
    /// The most bytes that its state has held meanwhile.
    package var memoryPeak: Int
    /// How often it called the host.
    package var hostCalls: Int

    package init(cpu: Duration, time: Duration, memoryPeak: Int, hostCalls: Int) {
        self.cpu = cpu
        self.time = time
        self.memoryPeak = memoryPeak
        self.hostCalls = hostCalls
    }

    init(_ usage: LuaUsage) {
        self.init(cpu: usage.cpu, time: usage.time, memoryPeak: usage.memoryPeak, hostCalls: usage.hostCalls)
    }

    /// Counts it for the plugin and its handler.
    func count(plugin: String, handler: String) {
        let labels = [("plugin", plugin), ("handler", handler)]
        Timer(label: "usher_plugin_call_duration_seconds", dimensions: labels).recordNanoseconds(time.inNanoseconds)
        FloatingPointCounter(label: "usher_plugin_cpu_seconds_total", dimensions: labels)
            .increment(by: cpu / .seconds(1))
        Counter(label: "usher_plugin_host_calls_total", dimensions: labels).increment(by: hostCalls)
        Meter(label: "usher_plugin_memory_peak_bytes", dimensions: labels).set(memoryPeak)
    }
}
