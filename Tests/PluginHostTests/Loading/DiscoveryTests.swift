import Testing

@testable import PluginHost

struct DiscoveryTests {
    private func found(_ folders: [String]) -> [String] {
        PluginDiscovery(folders: folders).bundles.map { "\($0.kind.folder)/\($0.name)" }
    }

    @Test func `files and folders are found by kind, in order`() async throws {
        let files = [
            "providers/zeta.lua": "z", "providers/acme/init.lua": "a", "providers/acme/words.lua": "w",
            "providers/acme/spec/a_spec.lua": "s", "providers/acme/README.md": "r", "providers/acme/.hidden.lua": "h",
            "automations/sweep.lua": "s", "notifiers/page.lua": "p",
            "providers/README.md": "no", "providers/.swap.lua": "no", "providers/empty/words.lua": "no",
            "types/usher.lua": "no", "loose.lua": "no",
        ]
        try await Folder.with(files) { folder in
            let discovery = PluginDiscovery(folders: [folder.path])
            #expect(discovery.failures == [])
            #expect(
                discovery.bundles.map { "\($0.kind.folder)/\($0.name)" }
                    == ["providers/acme", "providers/zeta", "automations/sweep", "notifiers/page"]
            )
            let acme = try #require(discovery.bundles.first)
            #expect(acme.mainFile == "\(folder.path)/providers/acme/init.lua")
            #expect(
                acme.files.keys.sorted()
                    == ["init", "spec/a_spec", "words"].map { "\(folder.path)/providers/acme/\($0).lua" }
            )
            #expect(acme.specs == ["\(folder.path)/providers/acme/spec/a_spec.lua"])
            #expect(discovery.bundles[1].specs == [])
        }
    }

    @Test func `plugins that are named are found as among all, and no others`() async throws {
        let files = [
            "own/providers/acme.lua": "own", "own/automations/acme.lua": "other", "own/loose.lua": "no",
            "shipped/providers/acme/init.lua": "shipped", "shipped/automations/sweep/init.lua": "s",
            "shipped/automations/sweep.lua": "hidden by the folder", "shipped/automations/more.lua": "m",
        ]
        try await Folder.with(files) { folder in
            let folders = ["\(folder.path)/own", "\(folder.path)/shipped"]
            let all = PluginDiscovery(folders: folders).bundles
            let cases: [Set<String>] = [
                ["provider/acme"], ["automation/sweep", "automation/none"], ["automation/../loose"],
            ]
            for keys in cases {
                let found = PluginDiscovery(folders: folders, only: keys).bundles
                #expect(found == all.filter { keys.contains("\($0.kind.rawValue)/\($0.name)") }, "\(keys)")
            }
        }
    }

    @Test func `an earlier folder replaces a plugin of a later one`() async throws {
        try await Folder.with(["own/providers/acme.lua": "own", "shipped/providers/acme/init.lua": "shipped"]) {
            folder in
            let discovery = PluginDiscovery(folders: ["\(folder.path)/own", "\(folder.path)/shipped"])
            #expect(discovery.bundles.map(\.mainFile) == ["\(folder.path)/own/providers/acme.lua"])
        }
    }

    @Test func `plugins of one name and two kinds are two`() async throws {
        try await Folder.with(["a/providers/acme.lua": "p", "b/notifiers/acme.lua": "n"]) { folder in
            #expect(found(["\(folder.path)/a", "\(folder.path)/b"]) == ["providers/acme", "notifiers/acme"])
        }
    }

    @Test func `a folder that is named twice counts once`() async throws {
        try await Folder.with(["plugins/providers/acme.lua": "p"]) { folder in
            try folder.link("linked", to: "\(folder.path)/plugins")
            let plugins = "\(folder.path)/plugins"
            #expect(
                found([plugins, "\(folder.path)/linked", "\(plugins)/", "\(plugins)/../plugins"]) == ["providers/acme"]
            )
        }
    }

    @Test func `what cannot be read fails alone, and keeps its name from later folders`() async throws {
        let files = ["a/providers/whole.lua": "w", "b/providers/broken.lua": "b"]
        try await Folder.with(files) { folder in
            try folder.makeFolder("a/providers/broken.lua")
            try folder.write(String(repeating: "-", count: (1 << 20) + 1), to: "a/providers/large.lua")
            try folder.write("return 1", to: "a/providers/parts/init.lua")
            try folder.write(String(repeating: "-", count: (1 << 20) + 1), to: "a/providers/parts/words.lua")
            let discovery = PluginDiscovery(folders: ["\(folder.path)/a", "\(folder.path)/b"])
            #expect(discovery.bundles.map(\.name) == ["whole"])
            let place = "\(folder.path)/a/providers"
            #expect(
                discovery.failures.map(\.description) == [
                    "\(place)/broken.lua: cannot be read; check its permissions (plugin broken)",
                    "\(place)/large.lua: is larger than 1 MiB; split it into modules (plugin large)",
                    "\(place)/parts/words.lua: is larger than 1 MiB; split it into modules (plugin parts)",
                ]
            )
        }
    }

    @Test func `a folder that is not there holds nothing`() {
        #expect(found(["/nowhere/at/all"]) == [])
    }

    @Test(arguments: ["providers/acme", "providers/acme/", "providers/acme/init.lua"])
    func `a plugin is read by its path`(_ path: String) async throws {
        try await Folder.with(["providers/acme/init.lua": "a"]) { folder in
            let bundle = try PluginDiscovery.bundle(at: "\(folder.path)/\(path)")
            #expect(bundle.kind == .provider)
            #expect(bundle.name == "acme")
            #expect(bundle.mainFile == "\(folder.path)/providers/acme/init.lua")
        }
    }

    @Test func `a path without a plugin is told what to name`() async throws {
        try await Folder.with(["providers/notes.txt": "n"]) { folder in
            let path = "\(folder.path)/providers/notes.txt"
            let failure = #expect(throws: PluginFailure.self) { try PluginDiscovery.bundle(at: path) }
            #expect(
                failure?.description
                    == "\(path): there is no plugin here; name a .lua file, or a folder with an init.lua (plugin \(path))"
            )
        }
    }

    @Test func `the hash goes by names below the plugin and by contents`() {
        let one = MadeUpPlugin.folder(.provider, ["init.lua": "a", "b.lua": "c"])
        let moved = PluginBundle(
            kind: .provider,
            name: "acme",
            mainFile: "/x/acme/init.lua",
            files: ["/x/acme/init.lua": Array("a".utf8), "/x/acme/b.lua": Array("c".utf8)],
            folder: "/x/acme"
        )
        #expect(one.hash == moved.hash)
        #expect(one.hash.count == 64)
        #expect(one.hash != MadeUpPlugin.folder(.provider, ["init.lua": "a", "b.lua": "d"]).hash)
        #expect(one.hash != MadeUpPlugin.folder(.provider, ["init.lua": "a", "c.lua": "c"]).hash)
        #expect(one.hash != MadeUpPlugin.folder(.provider, ["init.lua": "ac", "b.lua": ""]).hash)
    }
}
