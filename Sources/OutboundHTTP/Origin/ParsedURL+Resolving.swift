extension ParsedURL {
    /// Reads a reference as RFC 3986 (5.2) does: absolute, `//host`, `/path`, `?query` or relative to this URL's path.
    func resolving(_ reference: String) throws(Problem) -> ParsedURL {
        if reference.contains("://"), reference.prefix(while: { $0.isLetter }).count > 3 {
            return try ParsedURL(reference)
        }
        if reference.hasPrefix("//") || reference.hasPrefix("\\") || reference.hasPrefix("/\\") {
            return try ParsedURL("\(scheme):\(reference.replacing("\\", with: "/"))")
        }
        guard !reference.isEmpty, reference.first != "#" else { return self }
        if reference.first == "?" {
            return try ParsedURL(originText + path + reference)
        }
        let referencePath = reference.prefix { $0 != "?" && $0 != "#" }
        let tail = reference[referencePath.endIndex...]
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        let joined = referencePath.first == "/" ? String(referencePath) : String(folder + referencePath)
        return try ParsedURL(originText + Self.withoutDotSegments(joined) + tail)
    }

    static func withoutDotSegments(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".":
                if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default:
                kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Whether a segment, decoded, is `.` or `..`: servers and proxies disagree on what such a path reaches.
    static func hasDotSegment(_ path: some StringProtocol) -> Bool {
        path.split(separator: "/").contains { segment in
            let decoded = QueryEncoding.decode(segment)
            return decoded == "." || decoded == ".."
        }
    }
}
