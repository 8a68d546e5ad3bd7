extension Suite {
  /// The tests that your work is graded by are not in this package.
  public static let hidden: Suite? = nil
}
