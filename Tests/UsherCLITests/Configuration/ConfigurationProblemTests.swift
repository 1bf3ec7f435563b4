import Testing

@testable import UsherCLI

struct ConfigurationProblemTests {
    private static let portal = "connections:\n  portal: { provider: klinkcx }\n"

    /// A file, and the one problem it has.
    static let keys: [(String, String)] = [
        ("conections: {}\n", "usher.yaml:1: conections: is not a key here; did you mean \"connections\"?"),
        (
            "\nzzz: 1\n",
            "usher.yaml:2: zzz: is not a key here; "
                + "the keys are database, plugins, listen, own_addresses, connections, notifiers, automations, alerts, retention "
                + "and backlog"
        ),
        (
            "automations:\n  hello:\n    mdoe: live\n",
            "usher.yaml:3: automations.hello.mdoe: is not a key here; did you mean \"mode\"?"
        ),
        (
            "automations:\n  hello:\n    limits: { memry: 1MB }\n",
            "usher.yaml:3: automations.hello.limits.memry: is not a key here; did you mean \"memory\"?"
        ),
        (
            "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n",
            "usher.yaml:2: listen: is given twice, first on line 1; keep one of them"
        ),
        (
            "connections:\n  portal:\n    provider: klinkcx\n    token: a\n    token: b\n",
            "usher.yaml:5: connections.portal.token: is given twice, first on line 4; keep one of them"
        ),
        (
            "connections:\n  portal: {}\n",
            "usher.yaml:2: connections.portal: names no provider; add \"provider: NAME\", the plugin that speaks to it"
        ),
        (
            "notifiers:\n  duty: {}\n",
            "usher.yaml:2: notifiers.duty: names no plugin; add \"plugin: NAME\", the notifier plugin that sends"
        ),
        (
            "retention:\n  nothin: 3d\n",
            "usher.yaml:2: retention.nothin: is not a key here; did you mean \"nothing\"?"
        ),
        (
            "notifiers:\n  duty: { plugin: webhook }\nalerts: [dutty]\n",
            "usher.yaml:3: alerts[0]: there is no notifier \"dutty\"; did you mean \"duty\"?"
        ),
        (
            "connections:\n  \"\": { provider: klinkcx }\n",
            "usher.yaml:2: connections: the name of a connection is empty; "
                + "use lower-case letters, digits, \"-\" and \"_\""
        ),
        (
            "notifiers:\n  Duty Desk: { plugin: webhook }\n",
            "usher.yaml:2: notifiers: \"Duty Desk\" is no name for a notifier; "
                + "use lower-case letters, digits, \"-\" and \"_\""
        ),
    ]

    /// A file, and the one problem it has.
    static let values: [(String, String)] = [
        ("- a\n- b\n", "usher.yaml:1: the file must be keys and values, not a list"),
        ("hello\n", "usher.yaml:1: the file must be keys and values, not a text"),
        ("alerts: duty\n", "usher.yaml:1: alerts: must be a list of notifiers, as in [duty], not a text"),
        (
            "retention: { size: much }\n",
            "usher.yaml:1: retention.size: \"much\" is not an amount of bytes; write a number with KB, MB or GB, as in 10GB"
        ),
        (
            "retention: { failed: 0d }\n",
            "usher.yaml:1: retention.failed: \"0d\" is no time at all; write a longer one, as in 2m"
        ),
        ("connections: [a]\n", "usher.yaml:1: connections: must be keys and values, not a list"),
        ("plugins: mine\n", "usher.yaml:1: plugins: must be a list of folders, as in [plugins], not a text"),
        (
            "own_addresses: [support]\n",
            "usher.yaml:1: own_addresses[0]: \"support\" is not an email address; write one, as in support@example.com"
        ),
        (
            "own_addresses: a@b.example\n",
            "usher.yaml:1: own_addresses: must be a list of addresses, as in [support@example.com], not a text"
        ),
        ("listen: here\n", "usher.yaml:1: listen: \"here\" is not an address; write HOST:PORT, as in 127.0.0.1:8642"),
        (
            "listen: a:70000\n",
            "usher.yaml:1: listen: \"a:70000\" is not an address; write HOST:PORT, as in 127.0.0.1:8642"
        ),
        (
            "database: mysql://db\n",
            "usher.yaml:1: database: \"mysql://\" is not a database that usher speaks to; "
                + "write the name of a file, as in usher.db, or postgres://…"
        ),
        (
            "database: postgres://me:secret@db:port/usher\n",
            "usher.yaml:1: database: cannot be read: its port is no number; write postgres://USER:PASSWORD@HOST:PORT/DATABASE, "
                + "with signs other than letters and digits in the password percent-encoded (@ is %40)"
        ),
        (
            "database: \"\"\n",
            "usher.yaml:1: database: is empty; "
                + "write the name of a file, as in usher.db, or postgres://…, or leave the key out"
        ),
        (
            "connections:\n  portal: { provider: klinkcx, poll: soon }\n",
            "usher.yaml:2: connections.portal.poll: \"soon\" is not a duration; "
                + "write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
        (
            "connections:\n  portal: { provider: klinkcx, poll: 0s }\n",
            "usher.yaml:2: connections.portal.poll: \"0s\" is no time at all; write a longer one, as in 2m"
        ),
        (
            "connections:\n  portal: { provider: klinkcx, poll: [2m] }\n",
            "usher.yaml:2: connections.portal.poll: must be a duration, as in 2m, not a list"
        ),
        (
            "automations:\n  hello: { limits: { replies: 0/1d } }\n",
            "usher.yaml:2: automations.hello.limits.replies: \"0/1d\" is not so many within so long; "
                + "write a number from 1 and a time of 366 days at most, as in 5/1d"
        ),
        (
            "automations:\n  hello: { limits: { host_calls: 0 } }\n",
            "usher.yaml:2: automations.hello.limits.host_calls: must be a whole number above zero, as in 10000, not a number"
        ),
        (
            "automations:\n  hello: { limits: { steps: many } }\n",
            "usher.yaml:2: automations.hello.limits.steps: must be a whole number above zero, as in 10000, not a text"
        ),
        (
            "automations:\n  hello: { limits: { output: 3 } }\n",
            "usher.yaml:2: automations.hello.limits.output: \"3\" is not an amount of memory; "
                + "write a number with KB, MB or GB, as in 32MB"
        ),
        (
            "automations:\n  hello: { limits: { memory: 32 } }\n",
            "usher.yaml:2: automations.hello.limits.memory: \"32\" is not an amount of memory; "
                + "write a number with KB, MB or GB, as in 32MB"
        ),
        (
            "automations:\n  hello: { mode: lvie }\n",
            "usher.yaml:2: automations.hello.mode: \"lvie\" is not a mode; did you mean \"live\"?"
        ),
        (
            "automations:\n  hello: { mode: always }\n",
            "usher.yaml:2: automations.hello.mode: \"always\" is not a mode; write off, shadow or live"
        ),
        (
            portal + "automations:\n  hello: { connections: [portla] }\n",
            "usher.yaml:4: automations.hello.connections[0]: there is no connection \"portla\"; did you mean \"portal\"?"
        ),
        (
            "automations:\n  hello: { connections: [portal] }\n",
            "usher.yaml:2: automations.hello.connections[0]: there is no connection \"portal\"; the file has none"
        ),
        (
            portal + "automations:\n  hello: { connections: [] }\n",
            "usher.yaml:4: automations.hello.connections: lists no connection; name some, or leave the key out for all"
        ),
    ]

    @Test(arguments: keys + values)
    func `a wrong key or value gets one sentence with its place`(text: String, problem: String) {
        #expect(MadeUpFile().problems(text) == problem)
    }

    /// A setting's value, and what is wrong with it.
    static let interpolations: [(String, String)] = [
        (
            "${env:NO_TOKEN}",
            "the environment variable NO_TOKEN is not set; export it, or write ${file:PATH}"
        ),
        ("${env:EMPTY}", "the environment variable EMPTY is empty; export a value, or write ${file:PATH}"),
        (
            "${file:nothing.txt}",
            "the file \"nothing.txt\" does not exist; put the value there, or write ${env:NAME}"
        ),
        ("${file:empty.txt}", "the file \"empty.txt\" is empty; put the value there, or write ${env:NAME}"),
        ("${file:latin.txt}", "the file \"latin.txt\" is not UTF-8; put the value there, or write ${env:NAME}"),
        (
            "${vault:x}",
            "\"${vault:x}\" is not known; write ${env:NAME} or ${file:PATH}, or $${ where the text has ${"
        ),
        ("${env:X", "a \"${\" is not closed; write ${env:NAME}, or $${ where the text has ${"),
    ]

    @Test(arguments: interpolations)
    func `an interpolation without a value names its source`(written: String, sentence: String) {
        let text = "connections:\n  portal:\n    provider: klinkcx\n    token: \"\(written)\"\n"
        #expect(MadeUpFile().problems(text) == "usher.yaml:4: connections.portal.token: \(sentence)")
    }

    @Test func `all problems are told at once, by line`() {
        let text = """
            automations:
              hello: { mode: lvie, connections: [nobody] }
            listen: here
            connections:
              portal: { poll: soon }
            colour: red

            """
        let places = MadeUpFile().problems(text).split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "usher.yaml:2:", "usher.yaml:2:", "usher.yaml:3:", "usher.yaml:5:", "usher.yaml:5:", "usher.yaml:6:",
            ]
        )
    }

    /// Every key of ours, with a secret that does not fit.
    static let secrets = [
        "listen: \"${env:PORTAL_TOKEN}\"\n",
        "database: \"${env:PORTAL_TOKEN}://x\"\n",
        "connections: { portal: { provider: klinkcx, poll: \"${env:PORTAL_TOKEN}\" } }\n",
        "automations: { hello: { mode: \"${file:token.txt}\" } }\n",
        "automations: { hello: { connections: [\"${file:token.txt}\"] } }\n",
        "automations: { hello: { limits: { memory: \"${file:token.txt}\" } } }\n",
    ]

    @Test(arguments: secrets)
    func `a secret is never part of a problem`(text: String) {
        let problems = MadeUpFile().problems(text)
        #expect(problems.hasPrefix("usher.yaml:1: "))
        #expect(!problems.contains("hush"))
    }
}
