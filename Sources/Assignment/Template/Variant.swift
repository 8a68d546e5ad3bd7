/// Which version of each task this process uses: `ASSIGNMENT_VARIANTS=3.2=1,*=99`, and number 0 of all others.
public enum Variant {
  /// - Parameter index: of the task, below 256.
  @inline(__always)
  public static func task(_ number: String, _ index: Int) -> Int { table[index] }

  /// A process has one choice for all its life.
  private static let table: [Int] = {
    var table = [Int](repeating: 0, count: 256)
    let text = ProcessInfo.processInfo.environment["ASSIGNMENT_VARIANTS"] ?? ""
    for choice in text.split(separator: ",") {
      let parts = choice.split(separator: "=")
      guard parts.count == 2, let version = Int(parts[1]) else { continue }
      if parts[0] == "*" {
        table = [Int](repeating: version, count: 256)
      } else {
        table[parts[0].split(separator: ".").compactMap { Int($0) }.reduce(0) { $0 * 16 + $1 }] = version
      }
    }
    return table
  }()
}
