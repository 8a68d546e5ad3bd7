import Experiments
import Plotting

/// Why a part of a report is missing, as one sentence. All other files are there, and so are the records.
public enum ReportError: Error, CustomStringConvertible {
  /// A file that could not be made or written.
  public struct Missing: Hashable, Sendable {
    public let file: String
    public let reason: String
  }

  /// - Parameter directory: of the files, of which there is at least one.
  case missing([Missing], directory: String)
  case template(String, reason: String)

  public var description: String {
    switch self {
    case .missing(let files, let directory):
      """
      Cannot write \(directory)/\(files[0].file)\(Self.others(files.count - 1)): \(files[0].reason); the numbers and \
      everything else are kept, and `compare report` draws again once nothing is in the way.
      """
    case .template(let name, let reason):
      "The template \(name), which belongs to this program, cannot be used: \(reason); build the program again."
    }
  }

  private static func others(_ count: Int) -> String {
    count == 0 ? "" : " and \(count) more file\(count == 1 ? "" : "s")"
  }
}
