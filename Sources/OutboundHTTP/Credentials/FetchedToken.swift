/// A credential that a login or an OAuth refresh gives: fetched once for all callers, renewed before it expires and once after a 401.
///
/// Its client has the login's own origin, no credentials and a rate budget of its own: a request that waits for a token holds
/// no room in the budget that the login would need.
package actor FetchedToken: CredentialSource {
    private struct Held {
        var credential: Credential
        var renewAt: Duration?
    }

    private let recipe: TokenRecipe
    private let client: OutboundClient
    private let redactor: Redactor
    private let clock: OutboundClock
    private var held: Held?
    private var refreshToken: Secret?
    private var fetching: Task<Result<Held, OutboundFailure>, Never>?

    /// Makes a source that fetches on first use; `redactor` is the connection's, and learns each token.
    package init(_ recipe: TokenRecipe, client: OutboundClient, redactor: Redactor, clock: OutboundClock = .system) {
        self.recipe = recipe
        self.client = client
        self.redactor = redactor
        self.clock = clock
        refreshToken = recipe.refreshToken
    }

    /// The token held, or a new one; callers at the same time share one login.
    package func credential() async throws(OutboundFailure) -> Credential {
        if let held, held.renewAt.map({ clock.now() < $0 }) ?? true {
            return held.credential
        }
        return try await fetchOnce().get().credential
    }

    /// Drops the token where it is the refused one; there is always another to ask for.
    package func refused(_ credential: Credential) async -> Bool {
        // Another caller's 401 may have led to a new one already.
        if held?.credential == credential {
            held = nil
        }
        return true
    }

    /// Joins the fetch under way, or begins one.
    ///
    /// It is a task of its own because it serves every caller: one that is
    /// cancelled must not take the token from the others. The login's request timeout ends it.
    private func fetchOnce() async -> Result<Held, OutboundFailure> {
        if let fetching {
            return await fetching.value
        }
        let task = Task { await fetch() }
        fetching = task
        return await task.value
    }

    private func fetch() async -> Result<Held, OutboundFailure> {
        let result: Result<Held, OutboundFailure>
        do throws(OutboundFailure) {
            result = .success(try await requestToken())
        } catch {
            result = .failure(.tokenFailed(error).redacted(by: redactor))
        }
        held = try? result.get()
        fetching = nil
        return result
    }

    private func requestToken() async throws(OutboundFailure) -> Held {
        redactor.learn(refreshToken.map { [$0] } ?? [])
        let request = recipe.request(refreshToken)
        let label = client.label(of: request)
        let response = try await client.send(request)
        switch response.status {
        case 200..<300: break
        case 429, 500...: throw .tokenUnavailable(label, status: response.status, retryAfter: response.retryAfter)
        default: throw .tokenRefused(label, status: response.status)
        }
        guard let answer = TokenAnswer(response.body), let token = answer.text(at: recipe.tokenPath) else {
            throw .tokenMissing(label, path: recipe.tokenPath)
        }
        redactor.learn([Secret(token)])
        await rotate(to: recipe.refreshTokenPath.flatMap(answer.text(at:)))
        let credential = recipe.credential(Secret(token))
        redactor.learn(credential.secrets)
        let lifetime = recipe.lifetimePath.flatMap(answer.seconds(at:)) ?? recipe.lifetime
        return Held(credential: credential, renewAt: lifetime.map { clock.now() + $0 - Self.margin(of: $0) })
    }

    private func rotate(to next: String?) async {
        guard let next, next != refreshToken?.unsafeRevealed() else { return }
        refreshToken = Secret(next)
        redactor.learn([Secret(next)])
        await recipe.onRotation(Secret(next))
    }

    /// A request may wait in the budget with the token in its hand: a minute, or a tenth of a short life.
    private static func margin(of lifetime: Duration) -> Duration {
        min(.seconds(60), lifetime / 10)
    }
}
