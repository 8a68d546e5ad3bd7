import Foundation

#if !canImport(Accelerate)
  import COpenBLAS
#endif

/// The library that multiplies matrices, and the two things that must be told to it before the first product.
public enum MathLibrary {
  /// Keeps every matrix product on the thread that asks for it, since runs fill the cores and not parts of a product.
  /// The one call that changes the whole process.
  public static func useOneThread() {
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
    #endif
  }

  /// The library and the kernels that it chose for this processor, e.g. "OpenBLAS 0.3.21 SkylakeX".
  public static var name: String {
    #if canImport(Accelerate)
      return "Accelerate"
    #else
      let version = String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(separator: " ")
      return "\(version) \(String(cString: openblas_get_corename()))"
    #endif
  }

  /// Starts this program again, in the same process and with the same arguments, if OpenBLAS did not recognise the
  /// processor and fell back to kernels that use half of it.
  ///
  /// OpenBLAS picks its kernels while it is being loaded. A release older than the processor takes those for AVX2 even
  /// where AVX-512 is there (Debian 12's 0.3.21 on Zen 5: 120 instead of 237 GFLOP/s a core). It can only be corrected
  /// by an environment variable, which must be set before loading; hence the new start. A variable that the user has
  /// set is respected. Returns if there is nothing to correct.
  public static func restartIfKernelsMismatch() {
    #if os(Linux) && arch(x86_64)
      let fallbacks = ["Haswell", "Zen"]
      guard getenv("OPENBLAS_CORETYPE") == nil, fallbacks.contains(String(cString: openblas_get_corename())),
        processorHasAVX512()
      else { return }
      setenv("OPENBLAS_CORETYPE", "SKYLAKEX", 1)
      setenv("OPENBLAS_NUM_THREADS", "1", 0)
      var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
      execv("/proc/self/exe", &arguments)
      // Only reached if the new start failed; the present one works too, just slower.
      arguments.forEach { free($0) }
    #endif
  }

  #if os(Linux) && arch(x86_64)
    /// Whether the processor has the parts of AVX-512 that OpenBLAS's "SkylakeX" kernels use.
    private static func processorHasAVX512() -> Bool {
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
      else { return false }
      let flags = Set(line.split(separator: " "))
      return ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"].allSatisfy { flags.contains($0) }
    }
  #endif
}
