import Testing
@Test func placeholderOutboundHTTP() { }
