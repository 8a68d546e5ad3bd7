import Foundation
import Testing

@testable import Experiments

@Suite struct MemoryEstimateTests {
  private static let data = DatasetDescription(
    name: "d", title: "d", width: 28, height: 28, classes: 10, trainingCount: 50_000, labelledCount: 50_000,
    validationCount: 10_000, testCount: 10_000)

  private func estimate(
    _ arms: String, jobs: Int = 1, data: DatasetDescription = data,
    change: (inout ComparisonSettings) -> Void = { _ in }
  ) throws -> MemoryEstimate {
    var settings = ComparisonSettings(dataset: "d", preset: .standard)
    settings.arms = try Arm.list(arms)
    change(&settings)
    return MemoryEstimate(settings: settings, data: data, jobs: jobs)
  }

  /// Seven tables as large as the network: itself, velocity, best copy, these three in a checkpoint, and the probe's gradient.
  /// Adam has two tables more, twice; training on the validation cases spares the best copies.
  @Test(arguments: [
    ("he", false, 7.0), ("he:optimizer=adam", false, 11), ("he", true, 5), ("he:optimizer=nesterov", false, 9),
    ("he:clip=1", false, 9), ("he:optimizer=rmsprop", false, 9), ("he:optimizer=adamw,clip=1", true, 9),
  ])
  func parametersAreCounted(arm: String, trainsOnValidation: Bool, tables: Double) throws {
    let parts = try estimate(arm) {
      ($0.hidden, $0.trainsOnValidation) = ([1000, 500], trainsOnValidation)
    }.parts
    let parameters = Double(785 * 1000 + 1001 * 500 + 501 * 10)
    #expect(parts.parameters == 4 * tables * parameters)
  }

  /// 4 bytes × 100 cases × (inputs, outputs, errors of hidden layers, and masks with dropout), beside the probe and evaluator.
  @Test func minibatchesAreCounted() throws {
    func minibatches(_ arm: String) throws -> Double { try estimate(arm) { $0.hidden = [1000] }.parts.minibatches }
    let probe = 4.0 * 1000 * (784 + 784 + 1000 + 1000 + 10)
    #expect(try minibatches("he") == 4 * 100 * (784 + 1000 + 1000 + 10) + probe + 4 * 500 * (784 + 1000 + 10))
    let masks = 4.0 * 200 * (784 + 1000)
    let doubled = 4.0 * 100 * (784 + 1000 + 1000 + 10)
    #expect(try minibatches("he:dropout=0.5,batch-size=200") - minibatches("he") == masks + doubled)
  }

  /// 4 bytes × 1000 units × (scale with velocity and best copy, and running moments with theirs, all in a checkpoint too; ten
  /// vectors of training and probe and the probe's gradient); and what is normalised, for training and probe.
  @Test func normalizationIsCounted() throws {
    func parts(_ arm: String) throws -> MemoryParts { try estimate(arm) { $0.hidden = [1000] }.parts }
    let (plain, normalized) = (try parts("he"), try parts("he:batchnorm=on"))
    let (learned, running, workspaces): (Double, Double, Double) = (6, 8, 11)
    let vectors = learned + running + workspaces
    #expect(normalized.parameters - plain.parameters == 4000 * vectors)
    #expect(normalized.minibatches - plain.minibatches == 4000 * 1100.0)
  }

  /// 4 bytes × 1000 units × (slopes with velocity and best copy, in a checkpoint too; their gradients in training and probe, and the
  /// probe's state); and pre-activations for training and probe. GELU keeps as many numbers a case, but learns none.
  @Test func learnedSlopesAndCachesAreCounted() throws {
    func parts(_ arm: String) throws -> MemoryParts { try estimate(arm) { $0.hidden = [1000] }.parts }
    let (relu, prelu, gelu) = (
      try parts("he"), try parts("he:activation=prelu"), try parts("he:activation=gelu")
    )
    #expect(prelu.parameters - relu.parameters == 4000 * (6 + 2 + 1.0) && gelu.parameters == relu.parameters)
    #expect(prelu.minibatches - relu.minibatches == 4000 * 1100.0 && gelu.minibatches == prelu.minibatches)
  }

  /// While the middle machine's probabilities become the data of the last: two tables of all cases.
  @Test func tablesOfHiddenProbabilitiesAreCounted() throws {
    let parts = try estimate("dbn") { $0.hidden = [2000, 3000, 10] }.parts
    let (cases, monitored) = (60_000.0, 2000.0)
    #expect(parts.tables == 4 * (cases + monitored) * (2000 + 3000) + 4 * 50_000)
    #expect(try estimate("dbn") { $0.hidden = [2000] }.parts.tables < parts.tables)
  }

  @Test func everyTaskThatCanRunAtOnceIsCounted() throws {
    let one = try estimate("he,xavier,random").bytes
    let two = try estimate("he,xavier,random", jobs: 2).bytes
    #expect(two > one)
    #expect(try two == estimate("he,xavier", jobs: 2).bytes)
    #expect(try estimate("he", jobs: 8).bytes == estimate("he").bytes, "there is one task")
    #expect(try estimate("he", jobs: 8) { $0.seedCount = 8 }.bytes > 2 * estimate("he").bytes)
  }

  /// All stacks may be finished before the first run begins; arms that share machines have them once.
  @Test func finishedStacksAreCounted() throws {
    func bytes(_ arms: String, seeds: Int) throws -> Double { try estimate(arms) { $0.seedCount = seeds }.bytes }
    let stack = 4.0 * Double(785 * 500 + 2 * 501 * 500 + 784 + 1000)
    #expect(abs(try bytes("dbn", seeds: 11) - bytes("dbn", seeds: 1) - 10 * stack) < 1)
    #expect(try bytes("dbn,dbn:lr=0.1", seeds: 1) == bytes("dbn", seeds: 1))
    #expect(try bytes("dbn,dbn:pretrain-lr=0.2", seeds: 1) - bytes("dbn", seeds: 1) == stack)
  }

  @Test func theLargestSettingsDoNotOverflow() throws {
    var data = Self.data
    (data.width, data.height, data.classes) = (100_000, 100_000, 256)
    (data.trainingCount, data.labelledCount, data.validationCount, data.testCount) = (
      1 << 33, 1 << 33, 1 << 33, 1 << 33
    )
    let arms = (1...16).map { "dbn:optimizer=adam,dropout=0.5,batch-size=100000,pretrain-lr=\($0)" }
    let bytes = try estimate(arms.joined(separator: ","), jobs: 1024, data: data) {
      ($0.hidden, $0.seedCount) = ([Int](repeating: 100_000, count: 32), ComparisonSettings.mostSeeds)
      $0.batchSize = 1_000_000
    }.bytes
    #expect(bytes.isFinite && bytes > 1e18)
  }

  @Test func theRefusalSaysWhatToDo() throws {
    let wide = try estimate("he", jobs: 2) { $0.hidden = [50_000, 50_000] }
    try wide.check(available: wide.bytes)
    #expect(throws: SettingsError.self) { try wide.check(available: wide.bytes - 1) }
    func sentence(_ estimate: MemoryEstimate) -> String {
      RecordStoreTests().complaint { try estimate.check(available: 21e9 / 1000) }
    }
    #expect(
      sentence(wide) == """
        --hidden 50000,50000 with 2 jobs needs about \(Int((wide.bytes / 1e9).rounded())) GB of memory, 0.02 GB are \
        available; take narrower layers or fewer --jobs.
        """)
    let long = try estimate("he") { $0.batchSize = 50_000 }
    #expect(sentence(long).hasSuffix("; take a smaller --batch-size."), "\(sentence(long))")
    let many = try estimate("dbn") { $0.hidden = [5000, 10] }
    #expect(sentence(many).hasSuffix("; take fewer cases with --train-limit, narrower layers."), "\(sentence(many))")
  }

  /// Files as a kernel shows them, for both versions of control groups.
  @Test func limitsOfControlGroupsAreRead() throws {
    let root = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    func put(_ files: [String: String], in group: String) throws {
      try FileManager.default.createDirectory(atPath: root + group, withIntermediateDirectories: true)
      for (name, text) in files {
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: "\(root)\(group)/\(name)"))
      }
    }
    func room(_ group: String) -> Double? { AvailableMemory.groupLimit(in: root, group: group) }
    #expect(room("0::/a/b\n") == nil)
    try put(["memory.max": "max", "memory.current": "700"], in: "/a/b")
    #expect(room("0::/a/b\n") == nil)
    // The group above has the limit; files that may be dropped do not count.
    try put(["memory.max": "1000", "memory.current": "700", "memory.stat": "anon 600\ninactive_file 90"], in: "/a")
    #expect(room("0::/a/b\n") == 390)
    try put(["memory.max": "500", "memory.current": "600"], in: "/a/b")
    #expect(room("0::/a/b\n") == 0)
    let old = ["memory.limit_in_bytes": "2000", "memory.usage_in_bytes": "500", "memory.stat": "total_inactive_file 7"]
    try put(old, in: "/memory/docker")
    #expect(room("5:cpu:/\n4:memory:/docker\n0::/\n") == 1507)
    // Inside a container the mounted root is the group itself.
    try put(["memory.max": "300", "memory.current": "100"], in: "")
    #expect(room("0::/elsewhere\n") == 200)
  }

  @Test func thisMachineHasSomeMemory() {
    let available = AvailableMemory.bytes(jobs: 1)
    #expect(available > 1e8 && available <= 1.1 * Double(ProcessInfo.processInfo.physicalMemory))
  }
}
