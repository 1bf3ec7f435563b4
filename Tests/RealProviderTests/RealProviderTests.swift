import Testing

/// What the providers' plugins promise, on real servers.
///
/// `scripts/test --real` brings the servers up and names their folder by `USHER_REAL_SERVERS`; without it nothing here
/// runs, for nothing of these servers is simulated. The tests share the servers, so they go one after the other.
@Suite(
    .serialized,
    .enabled(if: RealServer.folder != nil, "There are no real servers; scripts/test --real brings them up.")
)
enum RealProviderTests {}
