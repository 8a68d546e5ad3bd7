import ArgumentParser
@main struct Compare: ParsableCommand { func run() {} }
