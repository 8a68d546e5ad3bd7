import Experiments
import Plotting

/// Why a part of a report is missing, as one sentence. The numbers are always written first.
public enum ReportError: Error, CustomStringConvertible {
  case pictures([String], directory: String, reason: String)
  case template(String, reason: String)
  case encoding(file: String, reason: String)

  public var description: String {
    switch self {
    case .pictures(let files, let directory, let reason):
      """
      \(files.joined(separator: ", ")) could not be drawn in \(directory): \(reason) The numbers are complete; free the \
      obstacle and run `compare report`.
      """
    case .template(let name, let reason):
      "The template \(name), which belongs to this program, cannot be used: \(reason); build the program again."
    case .encoding(let file, let reason):
      "\(file) cannot be written: \(reason)."
    }
  }
}
