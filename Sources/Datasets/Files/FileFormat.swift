import Foundation

/// What a file of cases is, by its bytes: its name says nothing.
enum FileFormat: Hashable {
  case table, libsvm, npy, npz, idx, cifar, picture

  init(_ contents: Data, file: String) throws(DatasetError) {
    guard !contents.isEmpty else {
      throw .damaged(file: file, place: "byte 0", what: "there is nothing in it", advice: "get the file again")
    }
    if let format = Self.byFirstBytes(contents) {
      self = format
    } else if CIFARBatch.recognises(contents) {
      self = .cifar
    } else if let other = Self.otherFormat(contents) {
      throw .damaged(file: file, place: "byte 0", what: "it is \(other.name)", advice: other.advice)
    } else {
      self = contents.withUnsafeBytes { LIBSVMFile.recognises($0.bindMemory(to: UInt8.self)) } ? .libsvm : .table
    }
  }

  private static func byFirstBytes(_ contents: Data) -> FileFormat? {
    if contents.starts(with: NumPyArray.magic) { return .npy }
    if contents.starts(with: ZipArchive.magic) { return .npz }
    if contents.starts(with: PNGPicture.magic) { return .picture }
    let bytes = [UInt8](contents.prefix(4))
    let isIDX =
      bytes.count == 4 && bytes[0] == 0 && bytes[1] == 0 && (8...14).contains(bytes[2]) && (1...8).contains(bytes[3])
    return isIDX ? .idx : nil
  }

  /// Formats that are known to be others.
  private static func otherFormat(_ contents: Data) -> (name: String, advice: String)? {
    let save = "save its arrays with numpy.savez(\"data.npz\", x_train=…, y_train=…)"
    let known: [(bytes: [UInt8], name: String, advice: String)] = [
      ([0xFF, 0xD8, 0xFF], "a JPEG picture", PNGPicture.conversion),
      ([0x89, 0x48, 0x44, 0x46], "an HDF5 file", save), (Array("MATLAB 5.0".utf8), "a MATLAB file", save),
      ([0x80, 0x02], "a Python pickle", save), ([0x80, 0x03], "a Python pickle", save),
      ([0x80, 0x04], "a Python pickle", save), ([0x80, 0x05], "a Python pickle", save),
      (Array("PAR1".utf8), "a Parquet file", "save it as CSV"), (Array("%PDF".utf8), "a PDF", "save the table as CSV"),
      ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd", "unpack it"),
      (Array("BZh".utf8), "packed with bzip2", "unpack it"),
      ([0xFD, 0x37, 0x7A, 0x58], "packed with xz", "unpack it"),
      (Array("@RELATION".utf8), "an ARFF file", "save it as CSV"),
      (Array("@relation".utf8), "an ARFF file", "save it as CSV"),
      (Array("GIF8".utf8), "a GIF picture", PNGPicture.conversion),
    ]
    if contents.dropFirst(257).starts(with: "ustar".utf8) { return ("a tar archive", "unpack it and name the folder") }
    return known.first { contents.starts(with: $0.bytes) }.map { ($0.name, $0.advice) }
  }
}
