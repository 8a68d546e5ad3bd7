import ArgumentParser
import Foundation

/// `swift run reset 3.2`: a task as it was handed out.
public struct ResetCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Make a task blank again; what you wrote is kept in .course/kept/.")

  @Argument(help: "A task, such as 3.2.")
  var task: String

  @Flag(help: "Do not ask.")
  var yes = false

  public init() {}

  public func run() throws {
    let course = try Course()
    guard let task = course.table[task] else {
      throw CourseError.unknownTask(task, known: course.table.tasks.map(\.number))
    }
    if !yes {
      print("Make task \(task.number), \(task.title), blank again? What you wrote is kept. [y/N] ", terminator: "")
      guard ["y", "yes"].contains((readLine() ?? "").lowercased()) else { return print("Nothing is changed.") }
    }
    let kept = try keep(task, of: course)
    for file in task.files {
      let text = try course.source(file).text { number, _, lines, indentation in
        (number == task.number ? MarkedSource.blank(task, indentation: indentation) : lines, true)
      }
      try course.write(Data(text.utf8), to: file)
    }
    print("Task \(task.number) is blank again; your text is in \(kept).")
  }

  /// Copies the files aside, under a name that is free.
  private func keep(_ task: Task, of course: Course) throws -> String {
    var count = 1
    while FileManager.default.fileExists(atPath: "\(course.folder)/.course/kept/\(task.number)-\(count)") { count += 1 }
    let place = ".course/kept/\(task.number)-\(count)"
    for file in task.files {
      let name = file.split(separator: "/").last.map(String.init) ?? file
      try course.write(Data(try course.text(file).utf8), to: "\(place)/\(name)")
    }
    return place
  }
}
