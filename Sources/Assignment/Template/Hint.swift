import Checking

@main
struct Hint {
  static func main() { HintCommand.main() }
}
