import Checking

@main
struct Check {
  static func main() { CheckCommand.main() }
}
