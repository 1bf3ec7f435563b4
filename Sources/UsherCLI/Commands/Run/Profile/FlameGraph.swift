import PluginHost
import TicketModel

/// A profile as a picture: a box for each function on a stack, as wide as the time that went by in it, on the box of its caller.
///
/// One SVG file that needs nothing beside it. A box tells its function, place and share when it is pointed at.
struct FlameGraph {
    private static let width = 1200.0
    private static let row = 18.0
    private static let top = 48.0
    private static let margin = 10.0
    private static let letter = 7.3
    /// A box that nobody could see is left out.
    private static let narrowest = 0.2

    let profile: PluginProfile
    let title: String

    /// The file's text.
    var svg: String {
        let tree = FlameTree(profile)
        let height = Self.top + Double(tree.depth) * Self.row + Self.margin
        let size = "\(Self.number(Self.width)) \(Self.number(height))"
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" font-family=\"monospace\" font-size=\"12\">",
            "<title>\(Self.escaped(title))</title>",
            "<style>g:hover rect { stroke: #222 }</style>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
            "<text x=\"\(Self.number(Self.margin))\" y=\"20\" font-size=\"14\">\(Self.escaped(title))</text>",
            "<text x=\"\(Self.number(Self.margin))\" y=\"38\" fill=\"#555\">\(Self.escaped(subtitle))</text>",
        ]
        let scale = (Self.width - 2 * Self.margin) / Double(max(1, tree.samples))
        var pending = tree.children.map { (node: $0, depth: 0) }
        while let (node, depth) = pending.popLast() {
            guard Double(node.count) * scale >= Self.narrowest else { continue }
            let y = height - Self.margin - Double(depth + 1) * Self.row
            lines.append(box(node, x: Self.margin + Double(node.start) * scale, y: y, scale: scale))
            pending += node.children.map { ($0, depth + 1) }
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }

    private var subtitle: String {
        guard profile.samples > 0 else { return "No sample was taken: Lua ran for less than \(profile.intervalText)." }
        return profile.samplesText + "; a box is as wide as the time in its function, waiting left out"
    }

    private func box(_ node: FlameTree.Node, x: Double, y: Double, scale: Double) -> String {
        let width = Double(node.count) * scale
        let name = PlainText.line(node.function.name)
        let place = node.function.place.map { "  \(PlainText.line($0))" } ?? ""
        let share = profile.share(node.count)
        let room = Int((width - 4) / Self.letter)
        let label = room < 3 ? "" : DisplayWidth.cut(name + place, to: room)
        let text =
            label.isEmpty
            ? ""
            : "<text x=\"\(Self.number(x + 3))\" y=\"\(Self.number(y + 13))\">\(Self.escaped(label))</text>"
        let samples = node.count == 1 ? "1 sample" : "\(node.count) samples"
        return "<g><title>\(Self.escaped("\(name)\(place)  \(share), \(samples)"))</title>"
            + "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(max(width - 0.5, 0.1)))\" "
            + "height=\"\(Self.number(Self.row - 1))\" fill=\"\(Self.colour(node.function))\"/>\(text)</g>"
    }

    /// The script's own functions are warm, those of C blue, the host's Lua and the roots grey.
    private static func colour(_ function: PluginProfile.Function) -> String {
        let shade = function.name.utf8.reduce(17) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % 40
        switch function.kind {
        case .plugin: return "#c8c8c8"
        case .native: return "hsl(\(195 + shade / 2), 60%, 72%)"
        case .host: return "hsl(0, 0%, \(78 + shade / 4)%)"
        case .script: return "hsl(\(20 + shade), 85%, 66%)"
        }
    }

    private static func escaped(_ text: String) -> String {
        HTMLText.escaped(PlainText.line(text))
    }

    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

/// A profile's stacks as one tree, in which what they share from the bottom is one branch.
struct FlameTree {
    struct Node {
        var function: PluginProfile.Function
        /// How many samples lie to its left.
        var start: Int
        var count: Int
        var children: [Node]
    }

    let children: [Node]
    let samples: Int
    let depth: Int

    init(_ profile: PluginProfile) {
        let stacks = profile.stacks
        samples = stacks.reduce(0) { $0 + $1.count }
        depth = stacks.map(\.functions.count).max() ?? 0
        children = Self.nodes(stacks.map { ($0.functions[...], $0.count) }, start: 0)
    }

    /// The branches, the widest first.
    private static func nodes(
        _ stacks: [(functions: ArraySlice<PluginProfile.Function>, count: Int)],
        start: Int
    ) -> [Node] {
        let branches = Dictionary(grouping: stacks.filter { !$0.functions.isEmpty }) {
            $0.functions[$0.functions.startIndex]
        }
        let counted = branches.map { (function: $0.key, stacks: $0.value, count: $0.value.reduce(0) { $0 + $1.count }) }
        var start = start
        var nodes: [Node] = []
        for branch in counted.sorted(by: { ($1.count, $0.function.name) < ($0.count, $1.function.name) }) {
            let rest = branch.stacks.map { (functions: $0.functions.dropFirst(), count: $0.count) }
            let children = Self.nodes(rest, start: start)
            nodes.append(Node(function: branch.function, start: start, count: branch.count, children: children))
            start += branch.count
        }
        return nodes
    }
}
