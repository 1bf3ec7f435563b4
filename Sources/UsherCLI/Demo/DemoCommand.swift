import ArgumentParser
import TicketModel

struct DemoCommand: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the main job on four simulated ticket systems; nothing need be configured.",
        discussion: """
            Simulated MijnKlantportaal, KlinkCX, User.com and IPPanel Edge are started on loopback, with the shipped
            plugins connected to them. Tickets are listed and filtered, answered, set to a status, and each shipped
            automation runs in shadow and then live. What changed is read back from the simulators' own books, and a
            proof that fails ends with exit code 1.

            With --once it ends then; without, the simulators stay up for you to try commands on, until ctrl-C.
            --tickets, --latency and --inserts make them larger, slower and livelier, for trying out how a list behaves.

            Examples:
              usher demo --once
              usher demo --quiet --tickets 1000 --latency 50ms --inserts
            """
    )

    @Flag(help: "End when everything was shown.")
    var once = false

    @Flag(help: "Show nothing: only start the simulators, and print where their usher.yaml is.")
    var quiet = false

    @Option(help: ArgumentHelp("How many tickets each simulator holds.", valueName: "number"))
    var tickets: Int?

    @Option(help: ArgumentHelp("How long every answer takes at least, as in 50ms.", valueName: "duration"))
    var latency: String?

    @Flag(help: "Insert a new ticket before every further page of a list, so that rows drift.")
    var inserts = false

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let delay: TimeSpan
        do {
            delay = try latency.map { text throws(ValueError) in try TimeSpan(parsing: text) } ?? .zero
        } catch {
            throw .usage("--latency: \(error)")
        }
        if once, quiet { throw .usage("--once and --quiet are both given; leave one of them out") }
        let world: DemoWorld
        do {
            world = try await DemoWorld.open(tickets: tickets, latency: delay.duration, inserts: inserts)
        } catch {
            throw CommandFailure(.usage, ["The demonstration could not start its simulators: \(error)."])
        }
        var story = DemoStory(world: world, console: console)
        if !quiet { await story.tell() }
        if !once, !Task.isCancelled { await stay(world, console) }
        await world.close()
        return story.hasFailed ? 1 : ExitCodes.done
    }

    /// Leaves the simulators running until the command is cancelled.
    private func stay(_ world: DemoWorld, _ console: Console) async {
        console.print(
            """

            The simulators stay up. Try, in another terminal:

              usher tickets list --config \(world.configuration)
              usher tickets show portal/ID --config \(world.configuration)
              usher run auto-reply --ticket portal/ID --config \(world.configuration)

            ctrl-C ends them.
            """
        )
        let (never, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
    }
}
