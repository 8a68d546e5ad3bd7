import Foundation

/// Writes files so that under their name there is always a whole one: the old, or the new.
public enum AtomicFile {
  /// Writes aside, flushes to the disk, and renames.
  public static func write(_ bytes: some ContiguousBytes, to path: String) throws(OutputError) {
    let aside = path + ".part"
    do {
      try writeAndFlush(bytes, to: aside)
      guard rename(aside, path) == 0 else { throw Failure(code: errno) }
    } catch {
      unlink(aside)
      throw .cannotWrite(file: path, reason: "\(error)")
    }
  }

  /// Finds out whether a file can be written, and leaves nothing behind.
  public static func checkWritable(_ path: String) throws(OutputError) {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw .cannotWrite(file: path, reason: reason(EISDIR))
    }
    let aside = path + ".part"
    let file = open(aside, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .cannotWrite(file: path, reason: reason(errno)) }
    close(file)
    unlink(aside)
  }

  /// Creates a directory and those above it, unless they are there.
  public static func createDirectory(_ path: String) throws(OutputError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(directory: path, reason: reason(error))
    }
  }

  /// A directory and those above it as far as they are not there, the innermost first.
  public static func missingDirectories(_ path: String) -> [String] {
    var (missing, directory) = ([String](), path)
    while !directory.isEmpty && !FileManager.default.fileExists(atPath: directory) {
      missing.append(directory)
      directory = self.directory(of: directory)
    }
    return missing
  }

  /// Takes directories away as far as they are empty, the innermost first.
  public static func removeEmpty(_ directories: [String]) {
    for directory in directories { rmdir(directory) }
  }

  /// The directory that a path's last part lies in; empty for a name alone. Foundation's `deletingLastPathComponent` ends the program
  /// for a name of one character (Swift 6.3 on Linux).
  public static func directory(of path: String) -> String {
    var bytes = Substring(path)
    while bytes.last == "/" { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: "/") else { return bytes.isEmpty && !path.isEmpty ? "/" : "" }
    return slash == bytes.startIndex ? "/" : String(bytes[..<slash])
  }

  /// What the system says of an error, in its words, e.g. "no space left on device".
  static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }

  private static func writeAndFlush(_ bytes: some ContiguousBytes, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Failure(code: errno) }
    do {
      try bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
          let written = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
          guard written >= 0 else {
            if errno == EINTR { continue }
            throw Failure(code: errno)
          }
          rest = rest.dropFirst(written)
        }
      }
      guard fsync(file) == 0 else { throw Failure(code: errno) }
    } catch {
      close(file)
      throw error
    }
    // Some file systems tell only now that the disk is full.
    guard close(file) == 0 else { throw Failure(code: errno) }
  }

  private struct Failure: Error, CustomStringConvertible {
    let code: Int32
    var description: String { AtomicFile.reason(code) }
  }

  private static func reason(_ error: any Error) -> String {
    let underlying = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    let posix = [underlying, error as NSError].compactMap { $0 }.first { $0.domain == NSPOSIXErrorDomain }
    return posix.map { reason(Int32($0.code)) } ?? "something that is no directory is in the way"
  }
}
