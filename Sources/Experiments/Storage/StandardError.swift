import Foundation

/// Sentences for whoever watches. That nobody does, or that what they are written to is full, is no reason to end.
public enum StandardError {
  public static func say(_ sentence: String) { put(sentence + "\n") }

  /// The same without the end of a line.
  public static func put(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }

  /// What is wrong if something that was printed has not arrived; nil if it has, or if its reader has gone away, as `head` does.
  public static func complaintOfOutput() -> String? {
    guard fflush(nil) != 0 else { return nil }
    let code = errno
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT != S_IFIFO else { return nil }
    return """
      Not all that was printed could be written to standard output (\(AtomicFile.reason(code))); files are complete.
      """
  }

  /// Puts `/dev/null` in the place of streams that are closed: the next file that is opened would have their number, and sentences would go
  /// into it. To be called before any file is opened.
  public static func openClosedStreams() {
    while true {
      let file = open("/dev/null", O_RDWR)
      guard file >= 0, file <= STDERR_FILENO else {
        if file > STDERR_FILENO { close(file) }
        return
      }
    }
  }
}
