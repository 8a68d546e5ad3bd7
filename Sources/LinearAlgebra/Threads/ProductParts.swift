/// How a product is cut into parts for several threads, without a change of a bit.
///
/// What OpenBLAS gets in one call decides on bits: its kernels end their loops in another way than they go through them, and small
/// products have kernels of their own. Measured with every kernel of 0.3.21 for x86-64: **rows** of the result can be cut at
/// multiples of 48, and **columns** at multiples of 64 but with Haswell's and Zen's, if every part is larger than 100³. What holds
/// for the kernels at hand is tried once (`ProductFreedom`). Where columns cannot be cut freely, their parts depend on the shape
/// alone, and one thread does the same.
struct ProductParts {
  static let rowUnit = 48
  static let columnUnit = 64
  /// Multiplications of the smallest part, somewhat above the largest product that OpenBLAS counts as small.
  static let least = 1_100_000

  private(set) var rows: Blocks
  private(set) var columns: Blocks
  private let depth: Int

  /// Of the result of m × k · k × n.
  init(_ m: Int, _ n: Int, _ k: Int, threads: Int, freedom: ProductFreedom = .ofKernels) {
    (rows, columns) = (Blocks(of: m, multiplesOf: Self.rowUnit), Blocks(of: n, multiplesOf: Self.columnUnit))
    depth = k
    // The longer side first: for each of its parts the kernels pack the other one again.
    let isWide = n > m
    if isWide { cutColumns(freedom.ofColumns ? threads : Self.fixedParts(n)) }
    if freedom.ofRows { cutRows(threads / columns.count) }
    if !isWide, freedom.ofColumns { cutColumns(threads / rows.count) }
  }

  var count: Int { rows.count * columns.count }

  /// Columns that cannot be cut freely: in 2, 4, 8, ... parts of 192 or more.
  private static func fixedParts(_ columns: Int) -> Int {
    var parts = 1
    while columns / (2 * parts) >= 192 { parts *= 2 }
    return parts
  }

  private mutating func cutRows(_ most: Int) {
    rows = Self.cut(rows, in: most) { $0 * columns.shortest * depth }
  }

  private mutating func cutColumns(_ most: Int) {
    columns = Self.cut(columns, in: most) { $0 * rows.shortest * depth }
  }

  /// As many parts as are large enough, and at most so many.
  private static func cut(_ side: Blocks, in most: Int, operations: (_ length: Int) -> Int) -> Blocks {
    let largest = operations(side.length) / least
    for parts in stride(from: min(most, largest), to: 1, by: -1) {
      let blocks = Blocks(of: side.length, in: parts, multiplesOf: side.unit)
      if operations(blocks.shortest) >= least { return blocks }
    }
    return Blocks(of: side.length, multiplesOf: side.unit)
  }
}

/// Which cuts change no bit of a product, with the kernels that the library has chosen for this processor.
struct ProductFreedom {
  var ofRows: Bool
  var ofColumns: Bool

  /// Found by trying: a product whole and in two parts, for each border; some ten of them, in a thousandth of a second.
  static let ofKernels: ProductFreedom = {
    let (rows, columns, depth) = (4 * ProductParts.rowUnit, 5 * ProductParts.columnUnit, 192)
    let (a, b) = (Matrix(rows: rows, columns: depth), Matrix(rows: depth, columns: columns))
    var stream = PhiloxStream(seed: 0, stream: .initialization(layer: 0))
    for factor in [a, b] { factor.fillUniform(limit: 1, using: &stream) }
    func product(_ rowParts: [Range<Int>], _ columnParts: [Range<Int>]) -> [UInt32] {
      let result = Matrix(rows: rows, columns: columns)
      let product = Product(a: a, transposesA: false, b: b, transposesB: false, depth: depth, result: result)
      for rows in rowParts { for columns in columnParts { product.compute(rows: rows, columns: columns) } }
      return result.values.map(\.bitPattern)
    }
    func borders(_ length: Int, _ unit: Int) -> [[Range<Int>]] {
      stride(from: unit, to: length, by: unit).map { [0..<$0, $0..<length] }
    }
    let whole = product([0..<rows], [0..<columns])
    return ProductFreedom(
      ofRows: borders(rows, ProductParts.rowUnit).allSatisfy { product($0, [0..<columns]) == whole },
      ofColumns: borders(columns, ProductParts.columnUnit).allSatisfy { product([0..<rows], $0) == whole })
  }()
}
