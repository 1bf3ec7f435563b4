import AdminServer
import Engine
import Store
import TicketModel

/// What is measured of the daemon at the moment of a scrape.
struct DaemonFigures: Sendable {
    let database: any SQLDatabase
    let vitals: LoopVitals
    let present: PresentEpoch
    let webhooks: WebhookDesk
    let now: @Sendable () -> Timestamp

    func samples() async -> [Sample] {
        var samples = await queue()
        for pulse in vitals.pulses {
            let labels = ["loop": pulse.name]
            samples.append(Sample("usher_loop_turns_total", labels, Double(pulse.turns), isCounter: true))
            samples.append(Sample("usher_loop_failures_in_a_row", labels, Double(pulse.failures)))
            samples.append(Sample("usher_loop_restarts_total", labels, Double(pulse.restarts), isCounter: true))
        }
        for duty in present.parts?.duties ?? [] { samples += connection(duty) }
        for (connection, answers) in webhooks.counts {
            for (answer, count) in answers {
                let labels = ["connection": connection, "answer": answer.rawValue]
                samples.append(Sample("usher_webhooks_total", labels, Double(count), isCounter: true))
            }
        }
        for member in present.parts?.engine.automations.generations ?? [] {
            samples.append(
                Sample(
                    "usher_plugin_generation",
                    ["plugin": member.name, "version": member.version],
                    member.generation
                )
            )
        }
        return samples
    }

    private func queue() async -> [Sample] {
        let time = now()
        guard let figures = try? await database.read({ try QueueFigures(now: time, in: $0) }) else {
            return [Sample("usher_store_up", [:], 0)]
        }
        var samples = [
            Sample("usher_store_up", [:], 1),
            Sample("usher_oldest_due_age_seconds", [:], figures.oldestDueAge(now: time).seconds),
        ]
        for state in [RunState.available, .running, .retrying] {
            samples.append(Sample("usher_runs", ["state": state.rawValue], Double(figures.runs[state] ?? 0)))
        }
        for state in [EffectState.pending, .sending, .unknown] {
            samples.append(Sample("usher_effects", ["state": state.rawValue], Double(figures.effects[state] ?? 0)))
        }
        return samples
    }

    private func connection(_ duty: ConnectionDuty) -> [Sample] {
        let tally = duty.tally
        let labels = ["connection": duty.connection]
        let circuit = present.parts?.served[duty.connection]?.circuit
        var samples = [
            ("usher_passes_total", tally.passes), ("usher_pass_failures_total", tally.failures),
            ("usher_tickets_read_total", tally.tickets), ("usher_changes_total", tally.changes),
            ("usher_webhooks_handled_total", tally.webhooks), ("usher_changes_repaired_total", tally.repaired),
        ].map { Sample($0.0, labels, Double($0.1), isCounter: true) }
        samples.append(Sample("usher_connection_held", labels, tally.isHeld ? 1 : 0))
        samples.append(Sample("usher_circuit_open", labels, circuit?.openUntil.map { $0 > now() } == true ? 1 : 0))
        if let readAt = tally.readAt {
            samples.append(Sample("usher_mirror_age_seconds", labels, max(.zero, now() - readAt).seconds))
        }
        return samples
    }
}
