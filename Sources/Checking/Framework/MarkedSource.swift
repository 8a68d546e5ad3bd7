/// A source file taken apart at its markers: what is the course's, and the stretches that are the student's.
///
///     // BEGIN SOLUTION 3.2
///     …
///     // END SOLUTION
public struct MarkedSource: Sendable {
  public enum Part: Sendable, Equatable {
    case text([String])
    /// The lines between the markers, and how far the first marker is indented.
    case region(task: String, lines: [String], indentation: Int)
  }

  public var parts: [Part] = []
  private static let (begin, end) = ("// BEGIN SOLUTION ", "// END SOLUTION")

  /// - Parameter file: for messages.
  public init(_ source: String, file: String) throws {
    var lines: [String] = []
    var open: (task: String, indentation: Int, line: Int)?
    // Some editors end lines as Windows does, which is one character to Swift.
    let all = source.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in all.map(String.init).enumerated() {
      let text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix(Self.begin) {
        if let open {
          throw CourseError.other(
            "\(file):\(number + 1): a marker begins inside task \(open.task); put back // END SOLUTION.")
        }
        parts.append(.text(lines))
        let task = text.dropFirst(Self.begin.count).split(separator: " ").first.map(String.init) ?? ""
        open = (task, line.count - text.count, number + 1)
        lines = []
      } else if text.hasPrefix(Self.end) {
        guard let (task, indentation, _) = open else {
          throw CourseError.other("\(file):\(number + 1): // END SOLUTION stands alone; put back the marker before it.")
        }
        parts.append(.region(task: task, lines: lines, indentation: indentation))
        (open, lines) = (nil, [])
      } else {
        lines.append(line)
      }
    }
    if let open {
      throw CourseError.other("\(file):\(open.line): task \(open.task) has no // END SOLUTION; put it back.")
    }
    parts.append(.text(lines))
  }

  /// The regions of a task, in the file's order.
  public func regions(of task: String) -> [[String]] {
    parts.compactMap { if case .region(task, let lines, _) = $0 { lines } else { nil } }
  }

  /// The first line of each region of a task, counted from 1.
  public func firstLines(of task: String) -> [Int] {
    var (line, found) = (1, [Int]())
    for part in parts {
      switch part {
      case .text(let lines): line += lines.count
      case .region(let name, let lines, _):
        if name == task { found.append(line + 1) }
        line += lines.count + 2
      }
    }
    return found
  }

  /// All tasks that have a region here.
  public var tasks: Set<String> {
    Set(parts.compactMap { if case .region(let task, _, _) = $0 { task } else { nil } })
  }

  /// What is not the student's, with one line for each region.
  public var frame: [String] {
    parts.flatMap { part -> [String] in
      switch part {
      case .text(let lines): lines
      case .region(let task, _, _): ["region of \(task)"]
      }
    }
  }

  /// The file again, with every region as the function makes it.
  /// - Parameter rewrite: gets a region's task, its place among those of the task in this file, its lines and its indentation;
  ///   gives all lines that stand in its place, and whether markers stand around them.
  public func text(
    _ rewrite: (_ task: String, _ index: Int, _ lines: [String], _ indentation: Int) -> (lines: [String], marked: Bool)
  ) -> String {
    var counts: [String: Int] = [:]
    return parts.flatMap { part -> [String] in
      switch part {
      case .text(let lines): return lines
      case .region(let task, let lines, let indentation):
        let index = counts[task, default: 0]
        counts[task] = index + 1
        let new = rewrite(task, index, lines, indentation)
        let space = String(repeating: " ", count: indentation)
        return new.marked ? [space + Self.begin + task] + new.lines + [space + Self.end] : new.lines
      }
    }.joined(separator: "\n")
  }

  /// What stands in a region that is not written.
  public static func blank(_ task: Task, indentation: Int) -> [String] {
    let text = task.blank ?? "unwritten(\"\(task.number)\")"
    return [String(repeating: " ", count: indentation) + text]
  }
}
