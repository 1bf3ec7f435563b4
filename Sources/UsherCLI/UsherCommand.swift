import ArgumentParser
import Engine
import PluginHost
import Simulator
import Yams

@main
struct UsherCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "usher")
}
