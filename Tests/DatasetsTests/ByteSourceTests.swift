import Foundation
import Testing

@testable import Datasets

@Suite struct ByteSourceTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [false, true])
  func readsInOrderToTheEnd(isPacked: Bool) throws {
    try directory.write(isPacked ? gzipped([1, 2, 3, 4, 5]) : [1, 2, 3, 4, 5], to: "file")
    var source = try ByteSource(path: directory.path + "/file")
    #expect(try source.read(0) == [])
    #expect(try source.read(2) == [1, 2])
    #expect(try source.read(2) == [3, 4])
    #expect(try source.read(2) == [5])
    #expect(try source.isAtEnd())
  }

  @Test func anEmptyFileHasNoBytes() throws {
    try directory.write([], to: "file")
    var source = try ByteSource(path: directory.path + "/file")
    #expect(try source.isAtEnd())
  }

  @Test func onlyFilesAreRead() throws {
    let pipe = directory.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, reason) in [
      (directory.path, "it is a directory"), (pipe, "it is a pipe or a device"),
      ("/dev/zero", "it is a pipe or a device"),
      (directory.path + "/none", "No such file or directory"),
    ] {
      #expect(throws: DatasetError.unreadable(file: path, reason: reason)) { _ = try ByteSource(path: path) }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func missingPermissionIsNamed() throws {
    try directory.write([1], to: "file")
    let path = directory.path + "/file"
    #expect(chmod(path, 0) == 0)
    #expect(throws: DatasetError.unreadable(file: path, reason: "Permission denied")) { _ = try ByteSource(path: path) }
  }
}
