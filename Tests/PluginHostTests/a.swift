import Testing

@Test func placeholderPluginHost() {}
