import LinearAlgebra
import Foundation

// What libFuzzer calls. The reader is the one that DEEPBELIEF_FUZZ_READER names.

private let reader: FuzzedReader = {
  let name = ProcessInfo.processInfo.environment["DEEPBELIEF_FUZZ_READER"] ?? ""
  guard let reader = FuzzedReader.named(name) else { fatalError("There is no reader '\(name)'.") }
  return reader
}()

private let mutation = Mutation(kind: reader.kind, others: reader.corpus())

@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int) -> Int

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  reader.read(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

/// Inputs with a structure get mutations that know it, half of the time.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: CUnsignedInt) -> Int {
  if case .bytes = reader.kind { return mutateBytes(data, size, limit) }
  var generator = PhiloxStream(seed: UInt64(seed), stream: .selection)
  guard Int.random(in: 0..<4, using: &generator) > 0 else { return mutateBytes(data, size, limit) }
  let input = Array(UnsafeBufferPointer(start: data, count: size))
  let bytes = mutation.apply(to: input, using: &generator).prefix(limit)
  for (place, byte) in bytes.enumerated() { data[place] = byte }
  return bytes.count
}
