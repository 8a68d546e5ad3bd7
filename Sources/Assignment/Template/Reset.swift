import Checking

@main
struct Reset {
  static func main() { ResetCommand.main() }
}
