import Testing

@Test func placeholderProvider() {}
