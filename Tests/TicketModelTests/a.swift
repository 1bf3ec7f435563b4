import Testing
@Test func placeholderTicketModel() { }
