extension OutboundClient {
    private static let redirects: Set<Int> = [301, 302, 303, 307, 308]

    /// Turns the journey to where a redirect leads; false where the answer is not one to follow.
    ///
    /// A redirect answer to a write is the response: whether the write was done is for the caller to say.
    func follow(_ response: OutboundResponse, _ journey: inout Journey) throws(OutboundFailure) -> Bool {
        let request = journey.request
        guard request.reads, request.followsRedirects, Self.redirects.contains(response.status),
            let location = response.headers.first("Location")
        else { return false }
        guard journey.redirectsDone < options.limits.maximumRedirects else {
            throw .tooManyRedirects(request.label, limit: options.limits.maximumRedirects)
        }
        let target: ParsedURL
        do {
            target = try request.url.resolving(location)
        } catch {
            throw .badTarget(request.label, problem: error)
        }
        journey.redirectsDone += 1
        if !target.hasSameOrigin(as: origin.base) {
            guard request.allowsForeignRedirect else {
                throw .foreignOrigin(request.label, other: target, own: origin)
            }
            // A server out there must not lead us to the services of this machine.
            guard target.isSecure, !target.isLoopback || origin.base.isLoopback else {
                throw .insecureRedirect(request.label, other: target)
            }
            journey.isForeign = true
        }
        journey.request.url = target
        if journey.isForeign {
            journey.request.headers = ["User-Agent": "usher", "Accept-Encoding": "gzip, deflate"]
        }
        if request.method != .head, response.status < 307 || journey.isForeign {
            journey.request.method = .get
            journey.request.body = nil
            journey.request.headers.remove("Content-Type")
        }
        return true
    }
}
