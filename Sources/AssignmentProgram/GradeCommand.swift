import ArgumentParser
import Assignment
import Checking
import Experiments
import Foundation

/// `assignment grade`: from submissions to grades.
struct GradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: "Grade submissions by hidden tests.",
    discussion: """
      A submission is a student's package, or only its files with tasks. What stands between the markers is taken from it and put \
      beside the master's solutions; each task is tested in processes of its own, with all other tasks as the master has them. \
      What else was changed has no effect and is told.

      OUT/class.csv, and for each student OUT/NAME/feedback.md, gradescope/results.json, exercism/results.json and junit.xml.
      """)

  @Argument(help: ArgumentHelp("Packages of students, or a folder of them.", valueName: "submission"))
  var submissions: [String]

  @OptionGroup var selection: TaskSelection

  @Option(help: ArgumentHelp("Where grades go.", valueName: "dir"))
  var out: String

  @Option(
    help: ArgumentHelp("What to call a single submission. (default: the name of its folder)", valueName: "student"))
  var name: String?

  @Option(help: ArgumentHelp("Where solutions are built.", valueName: "dir"))
  var workbench = ".build/assignment/grading"

  @Flag(
    help: """
      Grade all submissions anew. (Otherwise grades of the same solutions, tasks and tests are taken from OUT, unless something ran out \
      of time.)
      """)
  var fresh = false

  func run() throws {
    guard !out.isEmpty else { throw CourseError.other("--out: '' cannot be used: name a directory.") }
    let master = try Master(folder: FileManager.default.currentDirectoryPath)
    let tasks = try master.tasks(selection.tasks)
    let found = try Submission.all(in: submissions, name: name)
    let sandbox = try Sandbox(
      hiding: [master.folder, workbench.absolutePath, out.absolutePath] + submissions.map(\.absolutePath))
    if let advice = sandbox.advice { StandardError.say("note: \(advice)") }
    let grader = try Grader(master, tasks: tasks, folder: workbench.absolutePath, sandbox: sandbox)
    let values = ComputedValues(directory: out + "/graded")
    if fresh { values.forget() }
    let began = ContinuousClock.now
    var grades: [String: Grade] = [:]
    let heartbeat = Heartbeat("Reading \(found.count.counted("submission"))")
    try grader.grade(found, values: values, heartbeat: heartbeat) { grade, isKnown in
      grades[grade.student] = grade
      try write(grade)
      // In the order of the submissions, whichever were graded before.
      try AtomicFile.write(GradeReports.csv(found.compactMap { grades[$0.name] }), to: out + "/class.csv")
      let time = isKnown ? "graded before" : "after \((ContinuousClock.now - began).components.seconds) s"
      print("\(grade.student): \(grade.earned) of \(grade.points) points (\(time))")
      for notice in grade.notices { print("  \(notice)") }
      // Who reads a pipe or a file is not to wait either.
      fflush(nil)
      heartbeat.said()
    }
    print("\(out)/class.csv")
  }

  private func write(_ grade: Grade) throws {
    let (folder, reports) = ("\(out)/\(grade.student)", GradeReports(grade))
    for place in ["gradescope", "exercism"] { try AtomicFile.createDirectory("\(folder)/\(place)") }
    try AtomicFile.write(try reports.gradescope, to: "\(folder)/gradescope/results.json")
    try AtomicFile.write(try reports.exercism, to: "\(folder)/exercism/results.json")
    try AtomicFile.write(reports.junit, to: "\(folder)/junit.xml")
    try AtomicFile.write(reports.feedback, to: "\(folder)/feedback.md")
  }
}
