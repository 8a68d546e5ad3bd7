import Foundation

/// How much memory this process may come to hold in all: what it has, and what is free.
public enum AvailableMemory {
  /// In bytes: the least of what the system, a control group (as of a container) and `ulimit -v` leave.
  /// - Parameter jobs: threads to be started, each of which reserves addresses that it hardly uses.
  public static func bytes(jobs: Int) -> Double {
    let resident = pages(1)
    let limits = [
      system.map { $0 + resident }, groupLimit(in: "/sys/fs/cgroup").map { $0 + resident }, addressSpace(jobs: jobs),
    ]
    return limits.compactMap { $0 }.min() ?? Double(ProcessInfo.processInfo.physicalMemory)
  }

  /// What could be allocated without swapping, as Linux estimates it; the whole memory on other systems.
  static var system: Double? {
    guard let text = contents("/proc/meminfo") else { return Double(ProcessInfo.processInfo.physicalMemory) }
    return number(after: "MemAvailable:", in: text).map { $0 * 1024 }
  }

  /// What the limits of this process's control group and those above it leave; nil without a limit.
  /// - Parameter root: where the groups are mounted: version 2 there itself, version 1 in `memory`.
  static func groupLimit(in root: String, group: String = contents("/proc/self/cgroup") ?? "") -> Double? {
    let two = Files(limit: "memory.max", usage: "memory.current", cache: "inactive_file")
    let one = Files(limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes", cache: "total_inactive_file")
    let rooms = group.split(separator: "\n").flatMap { line -> [Double] in
      // For example "0::/user.slice", or "7:memory:/docker/4f2a".
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { return [] }
      if parts[0] == "0" { return two.rooms(in: root, group: parts[2]) }
      let isOfMemory = parts[1].split(separator: ",").contains("memory")
      return isOfMemory ? one.rooms(in: root + "/memory", group: parts[2]) : []
    }
    return rooms.min()
  }

  /// The files in which a version of control groups tells its limit, its use, and what of it are files that may be dropped.
  private struct Files {
    let limit: String
    let usage: String
    let cache: String

    /// What is left in a group and in each above it. Inside a container the group's path may not exist: its own is the root.
    func rooms(in root: String, group: String) -> [Double] {
      var path = group
      var rooms = [room(in: root)]
      while path.count > 1 {
        rooms.append(room(in: root + path))
        path = (path as NSString).deletingLastPathComponent
      }
      return rooms.compactMap { $0 }
    }

    private func room(in directory: String) -> Double? {
      guard let limit = contents("\(directory)/\(limit)").flatMap({ Double($0.trimmingCharacters(in: .newlines)) }),
        let used = contents("\(directory)/\(usage)").flatMap({ Double($0.trimmingCharacters(in: .newlines)) })
      else { return nil }
      let cached = contents("\(directory)/memory.stat").flatMap { number(after: cache + " ", in: $0) } ?? 0
      return max(limit - used + cached, 0)
    }
  }

  /// What `ulimit -v` leaves beside the addresses that are reserved without being used; nil without a limit.
  private static func addressSpace(jobs: Int) -> Double? {
    guard let limit = ResourceLimits.addressSpace else { return nil }
    return max(Double(limit) - (pages(0) - pages(1)) - reservedByThread * Double(jobs + otherThreads), 0)
  }

  /// Those that write checkpoints and wait for signals.
  private static let otherThreads = 2

  /// Measured: the stack, the allocator's arena and the buffers of the matrix library.
  private static let reservedByThread = 170e6

  /// This process's size (0) or what of it is in memory (1), in bytes; 0 where the system does not tell.
  private static func pages(_ field: Int) -> Double {
    let fields = contents("/proc/self/statm")?.split(separator: " ") ?? []
    return fields.indices.contains(field) ? (Double(fields[field]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) : 0
  }

  private static func contents(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  /// The number behind a name at the start of a line.
  private static func number(after name: String, in text: String) -> Double? {
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Double($0) }
  }
}
