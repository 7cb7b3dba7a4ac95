#pragma once

/// `PDUM_MULTIVERSION` before a function compiles it once more for AVX2; the loader picks. Loops inside are
/// plain and left to the compiler. Sanitizers run before the loader's choice is safe, so they get one
/// version.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PDUM_MULTIVERSION
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define PDUM_MULTIVERSION
#endif
#endif
#if !defined(PDUM_MULTIVERSION)
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__)
#define PDUM_MULTIVERSION __attribute__((target_clones("avx2", "default")))
#else
#define PDUM_MULTIVERSION
#endif
#endif

#if defined(__GNUC__)
#define PDUM_INLINE inline __attribute__((always_inline))
#else
#define PDUM_INLINE inline
#endif
