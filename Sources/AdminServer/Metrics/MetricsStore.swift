package import CoreMetrics
import Synchronization

/// The values of all metrics of this process, as swift-metrics reports them and a scrape reads them.
package final class MetricsStore: MetricsFactory {
    /// One time series: a name with its labels.
    struct Series: Sendable, Hashable {
        var name: String
        var labels: [String: String]
    }

    /// How often values fell below each bound.
    struct Histogram: Sendable, Equatable {
        /// Upper bounds in seconds, from a millisecond to ten minutes.
        static let bounds: [Double] = [
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600,
        ]

        /// By bound, each without those below.
        var counts = [Int](repeating: 0, count: bounds.count)
        var count = 0
        var sum = 0.0

        mutating func note(_ value: Double) {
            if let place = Self.bounds.firstIndex(where: { value <= $0 }) { counts[place] += 1 }
            count += 1
            sum += value
        }
    }

    struct State {
        var counters: [Series: Double] = [:]
        var gauges: [Series: Double] = [:]
        var histograms: [Series: Histogram] = [:]
    }

    /// More series are not kept: a label that takes any value must not fill the memory.
    private static let mostSeries = 20_000

    private let state = Mutex(State())

    package init() {}

    /// What is known now.
    var snapshot: State { state.withLock(\.self) }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Instrument(series: Self.series(label, dimensions), store: self)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        Instrument(series: Self.series(label, dimensions), store: self)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        Gauge(series: Self.series(label, dimensions), store: self)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        Instrument(series: Self.series(label, dimensions), store: self)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Instrument(series: Self.series(label, dimensions), store: self)
    }

    // Instruments hold nothing of their own, so there is nothing to give back.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    fileprivate func count(_ series: Series, by amount: Double) {
        state.withLock { state in
            guard state.counters[series] != nil || state.counters.count < Self.mostSeries else { return }
            state.counters[series, default: 0] += amount
        }
    }

    fileprivate func forget(_ series: Series) {
        state.withLock { $0.counters[series] = 0 }
    }

    fileprivate func set(_ series: Series, to value: Double, adding: Bool = false) {
        state.withLock { state in
            guard state.gauges[series] != nil || state.gauges.count < Self.mostSeries else { return }
            state.gauges[series] = adding ? state.gauges[series, default: 0] + value : value
        }
    }

    fileprivate func note(_ series: Series, _ value: Double) {
        state.withLock { state in
            guard state.histograms[series] != nil || state.histograms.count < Self.mostSeries else { return }
            state.histograms[series, default: Histogram()].note(value)
        }
    }

    private static func series(_ label: String, _ dimensions: [(String, String)]) -> Series {
        Series(name: label, labels: Dictionary(dimensions) { first, _ in first })
    }
}

/// One series, as swift-metrics hands it out; it writes through to the store.
private final class Instrument: CounterHandler, FloatingPointCounterHandler, RecorderHandler, TimerHandler {
    let series: MetricsStore.Series
    let store: MetricsStore

    init(series: MetricsStore.Series, store: MetricsStore) {
        self.series = series
        self.store = store
    }

    func increment(by amount: Int64) { store.count(series, by: Double(amount)) }
    func increment(by amount: Double) { store.count(series, by: amount) }
    func reset() { store.forget(series) }
    func record(_ value: Int64) { store.note(series, Double(value)) }
    func record(_ value: Double) { store.note(series, value) }
    func recordNanoseconds(_ duration: Int64) { store.note(series, Double(duration) / 1_000_000_000) }
}

/// A value that goes up and down.
private final class Gauge: MeterHandler {
    let series: MetricsStore.Series
    let store: MetricsStore

    init(series: MetricsStore.Series, store: MetricsStore) {
        self.series = series
        self.store = store
    }

    func set(_ value: Int64) { store.set(series, to: Double(value)) }
    func set(_ value: Double) { store.set(series, to: value) }
    func increment(by amount: Double) { store.set(series, to: amount, adding: true) }
    func decrement(by amount: Double) { store.set(series, to: -amount, adding: true) }
}
