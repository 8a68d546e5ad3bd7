import Checking

@main
struct List {
  static func main() { ListCommand.main() }
}
