import Testing
@Test func placeholderUsherCLI() { }
