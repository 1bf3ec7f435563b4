/// What was measured at the moment of a scrape.
package struct Sample: Sendable, Equatable {
    package var name: String
    package var labels: [String: String]
    package var value: Double
    /// Whether it only grows while the process lives.
    package var isCounter: Bool

    package init(_ name: String, _ labels: [String: String] = [:], _ value: Double, isCounter: Bool = false) {
        self.name = name
        self.labels = labels
        self.value = value
        self.isCounter = isCounter
    }
}

/// Metrics as Prometheus reads them (text format 0.0.4).
struct MetricsText {
    private var lines: [String] = []

    init(_ state: MetricsStore.State, _ samples: [Sample]) {
        var counters = state.counters.map { Sample($0.key.name, $0.key.labels, $0.value, isCounter: true) }
        counters += state.gauges.map { Sample($0.key.name, $0.key.labels, $0.value) }
        let families = Dictionary(grouping: counters + samples, by: \.name)
        for (name, members) in families.sorted(by: { $0.key < $1.key }) {
            head(name, members[0].isCounter ? "counter" : "gauge")
            lines += members.map { Self.line(name, $0.labels, $0.value) }.sorted()
        }
        let histograms = Dictionary(grouping: state.histograms, by: \.key.name)
        for (name, members) in histograms.sorted(by: { $0.key < $1.key }) {
            head(name, "histogram")
            for (series, histogram) in members.sorted(by: { "\($0.key.labels)" < "\($1.key.labels)" }) {
                add(histogram, of: series)
            }
        }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    private mutating func head(_ name: String, _ type: String) {
        if let sentence = MetricHelp.sentence(name) { lines.append("# HELP \(name) \(sentence)") }
        lines.append("# TYPE \(Self.word(name)) \(type)")
    }

    private mutating func add(_ histogram: MetricsStore.Histogram, of series: MetricsStore.Series) {
        var total = 0
        for (bound, count) in zip(MetricsStore.Histogram.bounds, histogram.counts) {
            total += count
            let labels = series.labels.merging(["le": Self.number(bound)]) { _, own in own }
            lines.append(Self.line("\(series.name)_bucket", labels, Double(total)))
        }
        let labels = series.labels.merging(["le": "+Inf"]) { _, own in own }
        lines.append(Self.line("\(series.name)_bucket", labels, Double(histogram.count)))
        lines.append(Self.line("\(series.name)_sum", series.labels, histogram.sum))
        lines.append(Self.line("\(series.name)_count", series.labels, Double(histogram.count)))
    }

    private static func line(_ name: String, _ labels: [String: String], _ value: Double) -> String {
        let told = labels.sorted { $0.key < $1.key }.map { "\(word($0.key))=\"\(escaped($0.value))\"" }
        return word(name) + (told.isEmpty ? "" : "{\(told.joined(separator: ","))}") + " " + number(value)
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }

    private static func word(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
