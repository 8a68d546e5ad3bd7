import Foundation

/// What has been computed, in a directory, by what it was computed from: whoever asks again gets it from there.
///
/// A value is found by its plan, which has to name all that decides it; the program and its mathematics library are added here. What
/// is damaged, or of another plan, counts for nothing, is told, and computed anew.
public struct ComputedValues: Sendable {
  public let directory: String

  public init(directory: String) { self.directory = directory }

  private struct Entry<Value: Codable>: Codable {
    let plan: String
    let value: Value
    let seconds: Double
  }

  private struct FullPlan<Plan: Encodable>: Encodable {
    let plan: Plan
    let numerics = Numerics.current
  }

  /// The value of a plan and the seconds that it took; nil if it has not been computed.
  public func value<Value: Codable>(
    of plan: some Encodable, as type: Value.Type = Value.self
  ) -> (value: Value, seconds: Double)? {
    do throws(OutputError) {
      return try read(plan, as: type)
    } catch {
      StandardError.say("\(error)")
      return nil
    }
  }

  func read<Value: Codable>(
    _ plan: some Encodable, as type: Value.Type
  ) throws(OutputError) -> (value: Value, seconds: Double)? {
    guard let text = Self.text(plan) else { return nil }
    let file = path(text, "json")
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    guard let bytes = try? RecordFile.contents(of: file),
      let entry = try? RecordFile.decode(Entry<Value>.self, from: bytes, file: file), entry.plan == text
    else { throw .damagedValue(file: file) }
    return (entry.value, entry.seconds)
  }

  /// Keeps a value, and forgets the checkpoint on the way to it.
  public func keep(_ value: some Codable, of plan: some Encodable, seconds: Double) throws(OutputError) {
    guard let text = Self.text(plan),
      let bytes = try? RecordFile.sealed(Entry(plan: text, value: value, seconds: seconds))
    else { return }
    try AtomicFile.createDirectory(directory)
    do throws(OutputError) {
      try AtomicFile.write(bytes, to: path(text, "json"))
    } catch {
      // Another process may have computed the same, and have been quicker.
      guard FileManager.default.fileExists(atPath: path(text, "json")) else { throw error }
    }
    unlink(path(text, "checkpoint"))
  }

  /// Takes everything away.
  public func forget() { try? FileManager.default.removeItem(atPath: directory) }

  // MARK: Checkpoints

  /// What was reached on the way to a value that takes long; nil if nothing was.
  public func checkpoint(of plan: some Encodable) -> (bytes: Data, file: String)? {
    guard let text = Self.text(plan) else { return nil }
    let file = path(text, "checkpoint")
    return FileManager.default.contents(atPath: file).map { ($0, file) }
  }

  public func keepCheckpoint(_ bytes: Data, of plan: some Encodable) throws(OutputError) {
    guard let text = Self.text(plan) else { return }
    try AtomicFile.createDirectory(directory)
    try AtomicFile.write(bytes, to: path(text, "checkpoint"))
  }

  // MARK: Names

  private static func text(_ plan: some Encodable) -> String? {
    try? JSON.record.text(FullPlan(plan: plan))
  }

  /// Two plans of one digest would only take each other's place.
  private func path(_ text: String, _ ending: String) -> String {
    directory + "/" + String(text.fnv1a, radix: 16) + "." + ending
  }
}

extension String {
  /// FNV-1a, 64 bits: the same in every run of the program, unlike Swift's own hash.
  var fnv1a: UInt64 { utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
}
