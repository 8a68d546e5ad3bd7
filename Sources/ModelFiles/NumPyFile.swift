import Foundation
import LinearAlgebra

/// A matrix as a file of NumPy, which `numpy.load` reads: format 1.0, little-endian single precision, row by row.
///
/// The bytes are the magic number `\x93NUMPY`, the version 1 0, the length of the header in two bytes, the header as a Python
/// dictionary, padded with spaces and ended by a line feed so that the numbers begin at a multiple of 64, and the numbers.
public enum NumPyFile {
  /// The same matrix always gives the same bytes.
  public static func encoded(_ matrix: Matrix) -> Data {
    let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(matrix.rows), \(matrix.columns)), }"
    let unpadded = 10 + dictionary.utf8.count + 1
    let length = dictionary.utf8.count + 1 + (64 - unpadded % 64) % 64
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)])
    data.append(contentsOf: dictionary.utf8)
    data.append(Data(repeating: UInt8(ascii: " "), count: length - dictionary.utf8.count - 1))
    data.append(UInt8(ascii: "\n"))
    data.append(UnsafeBufferPointer(start: matrix.pointer, count: matrix.count))
    return data
  }
}
