import Foundation

/// Keeps other processes from writing into a directory, by a lock on the file `lock` in it, which holds the process's number.
///
/// The system gives a lock up when its process ends, however that happens: what a killed process leaves is a file that nobody
/// holds, and the next one takes it over.
public final class DirectoryLock {
  public static let fileName = "lock"
  private let path: String
  private var file: Int32

  /// Creates the directory if need be, and locks it.
  /// - Throws: ``OutputError/inUse(directory:process:)`` if another process holds it.
  public init(_ directory: String) throws(OutputError) {
    try AtomicFile.createDirectory(directory)
    path = directory + "/" + Self.fileName
    file = try Self.take(path, directory: directory)
    let text = Array("\(getpid())\n".utf8)
    guard ftruncate(file, 0) == 0, write(file, text, text.count) == text.count else {
      let reason = AtomicFile.reason(errno)
      close(file)
      throw .cannotWrite(file: path, reason: reason)
    }
  }

  deinit { release() }

  /// Lets others write to the directory.
  public func release() {
    guard file >= 0 else { return }
    // While it is still held, so that nobody else's file is removed.
    unlink(path)
    close(file)
    file = -1
  }

  private static func take(_ path: String, directory: String) throws(OutputError) -> Int32 {
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw .cannotWrite(file: path, reason: AtomicFile.reason(errno)) }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let (code, holder) = (errno, holder(file))
        close(file)
        guard code == EWOULDBLOCK else { throw .cannotWrite(file: path, reason: AtomicFile.reason(code)) }
        throw .inUse(directory: directory, process: holder)
      }
      if isStill(path, file) { return file }
      // Its last holder removed the file after we had opened it.
      close(file)
    }
  }

  /// The number of the process that holds a lock; nil if it has not written it yet.
  private static func holder(_ file: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(file, &bytes, bytes.count, 0)
    return Int(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).prefix { $0.isNumber })
  }

  /// Whether an open file is the one that a path leads to.
  private static func isStill(_ path: String, _ file: Int32) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
      && opened.st_dev == named.st_dev
  }
}
