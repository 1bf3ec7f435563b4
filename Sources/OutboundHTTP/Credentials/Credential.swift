/// What proves to a server who we are; put into a request only for the connection's own origin.
package enum Credential: Sendable, Hashable {
    case none
    case header(name: String, value: Secret)
    case basic(user: String, password: Secret)
    case query(name: String, value: Secret)

    /// What of it must not be printed.
    package var secrets: [Secret] {
        switch self {
        case .none: []
        case .header(_, let value): [value] + Self.bareToken(of: value)
        case .basic(let user, let password): [password, Secret(Self.userAndPassword(user, password))]
        case .query(_, let value): [value]
        }
    }

    /// Adds itself to a request's headers or query, in the place of what has the same name there.
    func attach(to headers: inout HeaderList, url: inout ParsedURL) {
        switch self {
        case .none:
            break
        case .header(let name, let value):
            headers.replace(name, value.unsafeRevealed())
        case .basic(let user, let password):
            headers.replace("Authorization", "Basic " + Base64.encode(Array(Self.userAndPassword(user, password).utf8)))
        case .query(let name, let value):
            // A link that a server gave may carry the credential already.
            let kept = (url.query ?? "").split(separator: "&").filter { item in
                QueryEncoding.decode(item.prefix { $0 != "=" }) != name
            }
            let own = QueryEncoding.query([NamedValue(name, value.unsafeRevealed())])
            url.query = (kept.map(String.init) + [own]).joined(separator: "&")
        }
    }

    private static func userAndPassword(_ user: String, _ password: Secret) -> String {
        "\(user):\(password.unsafeRevealed())"
    }

    /// `Bearer abc` is a secret whole, and so is `abc`: a server may quote it without the scheme.
    private static func bareToken(of value: Secret) -> [Secret] {
        let words = value.unsafeRevealed().split(separator: " ", maxSplits: 1)
        return words.dropFirst().map { Secret(String($0)) }
    }
}
