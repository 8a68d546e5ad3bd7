import Checking
import Foundation

/// The files of a student's package that are in no other place of the repository.
enum Template {
  static func text(_ name: String) throws -> String {
    guard let folder = Bundle.module.url(forResource: "Template", withExtension: nil) else {
      throw CourseError.other("The templates are missing beside the program; build it again.")
    }
    return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// The function that blanks call.
  static func unwritten(_ tasks: [Task]) -> String {
    let titles = tasks.map { "  case \"\($0.number)\": \"\($0.title)\"" }.joined(separator: "\n")
    return """
      import Foundation

      /// Stands where you are to write: ends the program, and says which task it is.
      public func unwritten(_ task: String) -> Never {
        fflush(nil)
        FileHandle.standardError.write(Data("Task \\(task), \\(title(of: task)): not written yet.\\n".utf8))
        exit(70)
      }

      private func title(of task: String) -> String {
        switch task {
      \(titles)
        default: "unknown"
        }
      }

      """
  }
}
