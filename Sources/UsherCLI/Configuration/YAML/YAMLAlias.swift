/// Finds aliases in keys.
///
/// The parser hashes every key to find repeated ones. A key made of aliases of aliases takes time without bound to
/// hash, before anything can be counted; values are counted as the tree is walked.
enum YAMLAlias {
    /// The first line with a key that may hold an alias.
    ///
    /// Files without anchors and aliases are not searched.
    static func lineOfKey(in text: String) -> Int? {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return nil }
        let aliasAsKey = /(^|[\s\[{,?-])\*[\w-]+\s*:(\s|$)/
        let explicitKey = /(^[\s-]*|[{\[,]\s*)\?(\s|$)/
        let collectionAsKey = /[}\]]\s*:(\s|$)/
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        where line.contains(aliasAsKey) || line.contains(explicitKey) || line.contains(collectionAsKey) {
            return index + 1
        }
        return nil
    }
}
