#if !canImport(Accelerate)
  import COpenBLAS
  import Foundation

  /// The kernels of OpenBLAS on a processor that is younger than the library.
  ///
  /// When it is loaded, OpenBLAS takes the kernels that were made for the processor. One that it does not know gets those of a Prescott,
  /// which multiplies four numbers at once: Debian 12's OpenBLAS does on an Emerald Rapids a sixth of what it could. What the processor
  /// says of its instructions is enough to choose better.
  enum ProcessorKernels {
    /// Whoever reads it has the best kernels from then on. To be read before the first product, since no other may be under way.
    static let areChosen: Bool = {
      guard let core = better(than: String(cString: openblas_get_corename()), flags: processorFlags()),
        getenv(variable) == nil, let quit = function("gotoblas_dynamic_quit"),
        let begin = function("gotoblas_dynamic_init")
      else { return true }
      setenv(variable, core, 1)
      quit()
      begin()
      return true
    }()

    /// Users may set it themselves, and then have it their way.
    private static let variable = "OPENBLAS_CORETYPE"

    /// A core with kernels that this processor can run, as OpenBLAS calls it; nil if those in use are for it.
    /// - Parameter flags: what the processor knows, as in `/proc/cpuinfo`.
    static func better(than core: String, flags: Set<Substring>) -> String? {
      guard core == "Prescott" else { return nil }
      if flags.isSuperset(of: ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]) { return "SkylakeX" }
      return flags.isSuperset(of: ["avx2", "fma"]) ? "Haswell" : nil
    }

    private static func processorFlags() -> Set<Substring> {
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
      else { return [] }
      return Set(line.split(whereSeparator: \.isWhitespace))
    }

    /// Libraries that were built for one processor do not have them, and need no choice.
    private static func function(_ name: String) -> (@convention(c) () -> Void)? {
      dlsym(nil, name).map { unsafeBitCast($0, to: (@convention(c) () -> Void).self) }
    }
  }
#endif
