import LuaRuntime
import TicketModel

/// Runs the files in a plugin's `spec/` in the host itself.
package struct SpecRunner: Sendable {
    let bundle: PluginBundle
    let limits: PluginLimits

    package init(bundle: PluginBundle, limits: PluginLimits = PluginLimits()) {
        self.bundle = bundle
        self.limits = limits
    }

    /// Loads the plugin and runs each spec file in a state of its own.
    package func run() async -> SpecReport {
        var report = SpecReport(plugin: bundle.name)
        let generation: PluginGeneration
        do {
            generation = try await PluginGeneration.load(bundle, limits: limits)
        } catch {
            report.results.append(SpecResult(name: "loads", file: bundle.mainFile, passed: false, message: "\(error)"))
            return report
        }
        var unused = bundle.specModules
        for file in bundle.specs {
            let spec = SpecScope(generation: generation)
            await run(file, spec)
            report.results += spec.results
            unused.removeAll(where: spec.required.contains)
        }
        await generation.close()
        // It may be a spec that nobody would ever run.
        let message = "no spec requires it, and it is none: a spec's name ends in _spec.lua; rename it, or remove it"
        report.results += unused.map { SpecResult(name: "is used", file: $0, passed: false, message: message) }
        return report
    }

    private func run(_ file: String, _ spec: SpecScope) async {
        let scope = CallScope(bundle: bundle, now: { SpecScope.noon }, spec: spec)
        do {
            let engine = try await PluginState.engine(for: bundle, memory: limits.memory, withSpecs: true).engine
            let text = LuaValue.string(LuaBytes(bundle.files[file] ?? []))
            let limits = LuaLimits(cpu: .seconds(20), deadline: .seconds(60))
            do {
                _ = try await engine.call(["spec"], [.text(file), text], limits: limits, context: scope)
            } catch {
                spec.finish(
                    "runs",
                    file: error.file ?? file,
                    line: error.line,
                    passed: false,
                    message: error.description
                )
            }
            await engine.close()
        } catch {
            spec.finish("loads", file: file, line: error.line, passed: false, message: error.description)
        }
    }
}

/// What the specs of one plugin told.
package struct SpecReport: Sendable, Equatable {
    package var plugin: String
    package var results: [SpecResult] = []

    package var failures: [SpecResult] { results.filter { !$0.passed } }
}

/// How one `it` ended.
package struct SpecResult: Sendable, Equatable {
    /// The words of the `describe`s and of the `it`.
    package var name: String
    package var file: String
    package var line: Int?
    package var passed: Bool
    /// Why it failed, with the place.
    package var message: String?
}
