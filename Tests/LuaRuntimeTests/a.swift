import Testing
@Test func placeholderLuaRuntime() { }
