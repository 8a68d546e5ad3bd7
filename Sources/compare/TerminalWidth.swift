import Foundation

/// Columns of the terminal that an output goes to.
enum TerminalWidth {
  static var ofOutput: Int { width(of: STDOUT_FILENO) }
  static var ofErrors: Int { width(of: STDERR_FILENO) }

  /// 80 if it is no terminal or does not say.
  private static func width(of output: Int32) -> Int {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }
}
