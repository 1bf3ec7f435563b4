import CoreMetrics
import Store
import TicketModel

/// What is measured of runs, by automation.
enum RunMetrics {
    /// From when a run fell due to when its first attempt began.
    static func began(_ run: RunRecord, at now: Timestamp) {
        guard run.attempts <= 1 else { return }
        let late = max(TimeSpan.zero, now - run.dueAt)
        Timer(label: "usher_run_lateness_seconds", dimensions: [("automation", run.automation)])
            .recordNanoseconds(late.microseconds * 1000)
    }

    /// How long an attempt took, and how it came out.
    static func ended(_ run: RunRecord, _ outcome: RunWorker.Outcome, after time: TimeSpan) {
        Timer(label: "usher_run_duration_seconds", dimensions: [("automation", run.automation)])
            .recordNanoseconds(max(.zero, time).microseconds * 1000)
        Counter(
            label: "usher_attempts_total",
            dimensions: [("automation", run.automation), ("outcome", word(outcome))]
        ).increment()
    }

    private static func word(_ outcome: RunWorker.Outcome) -> String {
        switch outcome {
        case .ended: "ended"
        case .passedOver: "passed_over"
        case .failed: "failed"
        case .quarantined: "quarantined"
        case .handedBack: "handed_back"
        case .lost: "lost"
        }
    }
}
