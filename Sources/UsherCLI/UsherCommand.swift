import ArgumentParser
import Yams
import Engine
import PluginHost
import Simulator

@main
struct UsherCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "usher")
}
