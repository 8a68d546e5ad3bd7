import Foundation

/// What the shell lets this process have (`ulimit`).
public enum ResourceLimits {
  /// Those of the matrix library's buffers and of a few threads, before anything is allocated; below it, threads cannot begin.
  private static let leastAddressSpace: UInt64 = 300 << 20
  /// The standard streams, a lock, a file and what waits for signals.
  private static let leastFiles: UInt64 = 12

  /// Bytes; nil without a limit.
  static var addressSpace: UInt64? { limit(RLIMIT_AS) }

  /// What is too little for anything, in a sentence; nil if nothing is. The system's libraries end the program where they are refused.
  public static func complaint() -> String? {
    if let files = limit(RLIMIT_NOFILE), files < leastFiles {
      return
        "No more than \(files) files may be open at once, and at least \(leastFiles) are needed; raise it with ulimit -n."
    }
    if let addressSpace, addressSpace < leastAddressSpace {
      return """
        No more than \(addressSpace >> 20) MB of addresses may be used, and at least \(leastAddressSpace >> 20) MB are needed; raise it \
        with ulimit -v.
        """
    }
    return nil
  }

  #if canImport(Darwin)
    private static func limit(_ resource: Int32) -> UInt64? {
      var limit = rlimit()
      guard getrlimit(resource, &limit) == 0, limit.rlim_cur < 1 << 62 else { return nil }
      return limit.rlim_cur
    }
  #else
    private static func limit(_ resource: __rlimit_resource) -> UInt64? {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur < 1 << 62 else { return nil }
      return UInt64(limit.rlim_cur)
    }
  #endif
}
