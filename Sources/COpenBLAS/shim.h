#pragma once
#include <cblas.h>
#include <stddef.h>

// The few routines of LAPACK that are used. OpenBLAS carries them, but Debian keeps their header in a package of its own.
// All arguments go by reference, matrices are column by column, and the length of a text follows after all other arguments,
// as Fortran has it.

/// A = QR by Householder reflections, left in `a` and `tau`.
void sgeqrf_(const blasint *m, const blasint *n, float *a, const blasint *lda, float *tau, float *work,
             const blasint *lwork, blasint *info);

/// The first columns of the Q that `sgeqrf_` left.
void sorgqr_(const blasint *m, const blasint *n, const blasint *k, float *a, const blasint *lda, const float *tau,
             float *work, const blasint *lwork, blasint *info);

/// Singular values, the greatest first, by divide and conquer; with `jobz` "N" no vectors.
void sgesdd_(const char *jobz, const blasint *m, const blasint *n, float *a, const blasint *lda, float *s, float *u,
             const blasint *ldu, float *vt, const blasint *ldvt, float *work, const blasint *lwork, blasint *iwork,
             blasint *info, size_t jobz_length);
