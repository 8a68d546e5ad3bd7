#if !canImport(Accelerate)
  import COpenBLAS
#endif

/// The library that multiplies matrices.
public enum MathLibrary {
  /// Keeps every matrix product on the thread that asks for it, since runs fill the cores and not parts of a product.
  /// The one call that changes the whole process.
  public static func useOneThread() {
    prepare()
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
    #endif
  }

  /// Gives the library kernels for this processor, once; costs nothing afterwards.
  @inline(__always)
  static func prepare() {
    #if !canImport(Accelerate)
      _ = ProcessorKernels.areChosen
    #endif
  }

  /// The library and the kernels that it chose for this processor, e.g. "OpenBLAS 0.3.21 SkylakeX".
  public static var name: String {
    #if canImport(Accelerate)
      return "Accelerate"
    #else
      prepare()
      let version = String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(separator: " ")
      return "\(version) \(String(cString: openblas_get_corename()))"
    #endif
  }
}
