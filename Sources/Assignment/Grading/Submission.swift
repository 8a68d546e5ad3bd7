import Checking
import Foundation

/// What a student handed in: a package, or only the files with tasks.
public struct Submission: Sendable {
  /// The name of its folder.
  public let name: String
  let folder: String

  /// Each folder that holds sources, or each that lies in one that does not.
  public static func all(in paths: [String]) throws -> [Submission] {
    let manager = FileManager.default
    let found = try paths.flatMap { path -> [Submission] in
      var isDirectory: ObjCBool = false
      guard manager.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
        throw CourseError.other("There is no folder \(path); name a student's package, or a folder of packages.")
      }
      if holdsSources(path) { return [Submission(path)] }
      let inside = (try? manager.contentsOfDirectory(atPath: path))?.sorted().map { path + "/" + $0 } ?? []
      let packages = inside.filter {
        manager.fileExists(atPath: $0, isDirectory: &isDirectory) && isDirectory.boolValue
      }
      guard !packages.isEmpty else {
        throw CourseError.other(
          "\(path) holds neither Sources nor folders; name a student's package, or a folder of packages.")
      }
      return packages.map(Submission.init)
    }
    let names = Dictionary(grouping: found, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
    if let name = names.first {
      throw CourseError.other("Two submissions are called \(name); grade them into different folders.")
    }
    return found
  }

  private init(_ path: String) {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    (folder, name) = (url.path, url.lastPathComponent)
  }

  private static func holdsSources(_ path: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.contains("Sources") || names.contains { $0.hasSuffix(".swift") }
  }

  /// A file at its place in the package, or else anywhere by its name.
  func text(_ file: String) -> String? {
    if let text = Self.read(folder + "/" + file) { return text }
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let places = all.filter { !$0.hasPrefix(".") && ($0 == name || $0.hasSuffix("/" + name)) }.sorted()
    return places.first.flatMap { Self.read(folder + "/" + $0) }
  }

  /// Files beyond some size are no sources.
  private static func read(_ path: String) -> String? {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? .max
    return size < 1_000_000 ? try? String(contentsOfFile: path, encoding: .utf8) : nil
  }
}
