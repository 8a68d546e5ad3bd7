#if !canImport(Accelerate)
  import Foundation
  import Testing

  @testable import LinearAlgebra

  @Suite struct ProcessorKernelsTests {
    /// Kernels that the library chose for a processor stay; those of its last resort give way to what the processor can do.
    @Test func processorsThatTheLibraryDoesNotKnowGetWhatTheyCanRun() {
      let old: Set<Substring> = ["sse2", "ssse3"]
      let middle = old.union(["avx", "avx2", "fma"])
      let new = middle.union(["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "amx_tile"])
      #expect(ProcessorKernels.better(than: "Prescott", flags: old) == nil)
      #expect(ProcessorKernels.better(than: "Prescott", flags: middle) == "Haswell")
      #expect(ProcessorKernels.better(than: "Prescott", flags: new) == "SkylakeX")
      // A Knights Landing has some of AVX-512 and not what those kernels need.
      #expect(ProcessorKernels.better(than: "Prescott", flags: middle.union(["avx512f", "avx512cd"])) == "Haswell")
      for core in ["Haswell", "Zen", "Cooperlake", "Nehalem", "armv8"] {
        #expect(ProcessorKernels.better(than: core, flags: new) == nil)
      }
    }

    /// No process multiplies with kernels of 2004 on a processor that has AVX2, unless its user wants it to.
    @Test func thisProcessIsNotOnItsLastResort() throws {
      let processor = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let wanted = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
      guard processor.contains(" avx2 "), wanted != "Prescott" else { return }
      #expect(!MathLibrary.name.contains("Prescott"), "\(MathLibrary.name)")
    }
  }
#endif
