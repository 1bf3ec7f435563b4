import ArgumentParser
struct InitCommand: AsyncParsableCommand {}
struct DoctorCommand: AsyncParsableCommand {}
