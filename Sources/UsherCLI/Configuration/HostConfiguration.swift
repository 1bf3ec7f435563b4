import Engine
import OutboundHTTP
import TicketModel

/// What `usher.yaml` says, checked as far as that is possible without its plugins.
struct HostConfiguration: Sendable, Equatable {
    /// The file, as it is named to the operator.
    var file: String
    /// The folder that the file's relative paths count from.
    var folder: String
    var database: DatabaseLocation?
    /// Absolute paths of folders with plugins, each once.
    var plugins: [String] = []
    /// The addresses that we write from, in lower case.
    var ownAddresses: Set<String> = []
    /// Where webhooks are listened for.
    var listen: ListenAddress?
    /// In the order of the file.
    var connections: [ConnectionConfiguration] = []
    var notifiers: [NotifierConfiguration] = []
    /// Those that are not listed are off.
    var automations: [AutomationConfiguration] = []
    /// The notifiers that are told what needs an operator; `nil` for all of them.
    var alerts: [String]?
    var retention = RetentionLimits.standard
    /// Every text that came from the environment or a file: none of them is ever printed.
    var secrets: Set<String> = []
    /// Absolute paths of the files that it takes texts from.
    var secretFiles: Set<String> = []
}

/// An account at a provider.
struct ConnectionConfiguration: Sendable, Equatable {
    var name: String
    /// The provider plugin's name.
    var provider: String
    /// How often it is read.
    var poll: TimeSpan?
    /// What the path of its webhooks must end with; `nil` where only the provider's own proof counts.
    var hookSecret: Secret?
    /// What the plugin declares; not checked against it yet.
    var settings: [String: ConfigurationValue]
    var line: Int
}

/// Where notifications go.
struct NotifierConfiguration: Sendable, Equatable {
    var name: String
    /// The notifier plugin's name.
    var plugin: String
    /// What the plugin declares; not checked against it yet.
    var settings: [String: ConfigurationValue]
    var line: Int
}

/// How an automation, named like its plugin, is used.
struct AutomationConfiguration: Sendable, Equatable {
    var name: String
    var mode = AutomationMode.off
    /// `nil` for all of them.
    var connections: [String]?
    /// What the plugin declares; not checked against it yet.
    var settings: [String: ConfigurationValue] = [:]
    var limits = AutomationLimits()
    var line: Int
}

/// What becomes of an automation's effects.
enum AutomationMode: String, Sendable, CaseIterable {
    case off
    case shadow
    case live
}

/// What a run may use, below the host's own ceilings; `nil` leaves it to the host.
struct AutomationLimits: Sendable, Equatable {
    /// The plugin's own CPU time.
    var cpu: TimeSpan?
    /// The time on the wall.
    var deadline: TimeSpan?
    /// The peak.
    var memory: MemorySize?
    /// Of what the plugin hands to the host.
    var output: MemorySize?
    var hostCalls: Int?
    /// Of Lua's library.
    var steps: Int?
    /// What it may say to requesters.
    var replies: ReplyLimits.Rate?
    var repliesPerTicket: ReplyLimits.Rate?
    var repliesPerRequester: ReplyLimits.Rate?
}

extension ReplyLimits {
    /// The host's limits, or those of `usher.yaml`.
    init(_ limits: AutomationLimits) {
        self.init()
        perAutomation = limits.replies ?? perAutomation
        perTicket = limits.repliesPerTicket ?? perTicket
        perRequester = limits.repliesPerRequester ?? perRequester
    }
}
