import Checking

/// A source in which every task has several versions of its regions, one of which is chosen when a program starts.
///
/// Compiling a package for every wrong solution, or for every task of a submission, would take hours.
struct VariantSource {
  /// One version of one task's regions.
  struct Version {
    let regions: [[String]]
    /// Where compilers are to say that an error is: a name and the first line for each region.
    var location: (names: [String], lines: [Int])?
  }

  /// By task; number 0 is what is used when nothing is chosen.
  var versions: [String: [Version]] = [:]

  /// - Parameters:
  ///   - first: the number, among all regions of each task, of the first that stands in this file.
  func text(_ source: MarkedSource, table: TaskTable, file: String) -> String {
    source.text { number, index, lines, indentation in
      guard let task = table[number], let versions = versions[number] else { return (lines, false) }
      let places = task.regions.indices.filter { task.regions[$0].file == file }
      let region = places[index]
      return (code(task, region: region, versions: versions, file: file), false)
    }
  }

  private func code(_ task: Task, region: Int, versions: [Version], file: String) -> [String] {
    let choice = "Variant.task(\"\(task.number)\", \(task.index))"
    let form = task.regions[region].form
    guard form != .statements, let type = task.regions[region].type else {
      var lines = ["switch \(choice) {"]
      for (number, version) in versions.enumerated() {
        // In a block of its own, so that no label in it can be a case of this switch.
        lines += ["case \(number): do {"] + located(version, region) + ["}"]
      }
      return lines + ["default: unwritten(\"\(task.number)\")", "}"]
    }
    var lines = form == .value ? ["return"] : []
    for (number, version) in versions.enumerated() {
      lines += ["\(choice) == \(number) ? { () -> \(type) in"] + located(version, region) + ["}() :"]
    }
    return lines + ["{ () -> \(type) in unwritten(\"\(task.number)\") }()"]
  }

  private func located(_ version: Version, _ region: Int) -> [String] {
    guard let location = version.location else { return version.regions[region] }
    return ["#sourceLocation(file: \"\(location.names[region])\", line: \(location.lines[region]))"]
      + version.regions[region]
      + ["#sourceLocation()"]
  }
}

extension Task {
  /// A small number of its own, for a table.
  var index: Int { (number.split(separator: ".").compactMap { Int($0) }).reduce(0) { $0 * 16 + $1 } }
}
