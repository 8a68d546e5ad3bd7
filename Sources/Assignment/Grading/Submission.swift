import Checking
import Foundation

/// What a student handed in: a package, or only the files with tasks.
public struct Submission: Sendable {
  /// The name of its folder, unless it is given another.
  public let name: String
  let folder: String

  /// Each folder that holds sources, or each that lies in one that does not. Archives often hold one folder that holds all.
  /// - Parameter name: what to call the submission, of which there must be one.
  public static func all(in paths: [String], name: String? = nil) throws -> [Submission] {
    let found = try paths.flatMap { path -> [Submission] in
      guard isFolder(path) else {
        throw CourseError.other("There is no folder \(path); name a student's package, or a folder of packages.")
      }
      if let package = package(path) { return [Submission(path, package)] }
      let inside = folders(in: path)
      guard !inside.isEmpty else {
        throw CourseError.other(
          "\(path) holds neither Sources nor folders; name a student's package, or a folder of packages.")
      }
      if let name, inside.count > 1 {
        throw CourseError.other("--name: '\(name)' cannot be the name of \(inside.count) submissions; leave it out.")
      }
      return inside.map { Submission($0, package($0) ?? $0) }
    }
    if let name {
      guard found.count == 1, !name.isEmpty, !name.contains("/") else {
        throw CourseError.other("--name: '\(name)' cannot be used: give one submission, and a name without a slash.")
      }
      return [Submission(name: name, folder: found[0].folder)]
    }
    let names = Dictionary(grouping: found, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
    if let name = names.first {
      throw CourseError.other("Two submissions are called \(name); grade them into different folders.")
    }
    return found
  }

  private init(name: String, folder: String) { (self.name, self.folder) = (name, folder) }

  private init(_ path: String, _ package: String) {
    name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    folder = URL(fileURLWithPath: package).resolvingSymlinksInPath().path
  }

  /// The folder itself if it holds sources, or the only one in it if that does.
  private static func package(_ path: String) -> String? {
    if holdsSources(path) { return path }
    let inside = folders(in: path)
    return inside.count == 1 && holdsSources(inside[0]) ? inside[0] : nil
  }

  private static func holdsSources(_ path: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.contains("Sources") || names.contains { $0.hasSuffix(".swift") }
  }

  /// Without those that systems leave behind.
  private static func folders(in path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { !$0.hasPrefix(".") && $0 != "__MACOSX" }.sorted().map { path + "/" + $0 }.filter(isFolder)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  /// A file at its place in the package, or else anywhere by its name.
  func text(_ file: String) -> String? {
    if let text = textInPlace(file) { return text }
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return files.filter { $0 == name || $0.hasSuffix("/" + name) }.min().flatMap(textInPlace)
  }

  /// A file at its place in the package. What a link leads to elsewhere was not handed in, and files beyond some size are no sources.
  func textInPlace(_ file: String) -> String? {
    let path = folder + "/" + file
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular, attributes?[.size] as? Int ?? .max < 1_000_000,
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path.hasPrefix(folder + "/")
    else { return nil }
    return (try? String(contentsOfFile: path, encoding: .utf8))?.replacing("\r\n", with: "\n")
  }

  /// Every file of the package, but for what is built or hidden.
  var files: [String] {
    guard let all = FileManager.default.enumerator(atPath: folder) else { return [] }
    var files: [String] = []
    while let path = all.nextObject() as? String {
      if path.split(separator: "/").last?.hasPrefix(".") == true { all.skipDescendants() } else { files.append(path) }
    }
    return files
  }
}
