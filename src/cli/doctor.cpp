#include <iomanip>
#include <iostream>
#include <string>

#include <pdum/rfb.hpp>

#include "cli/benchmark/ws_client.hpp"
#include "cli/verbs.hpp"

namespace pdum::rfb::cli {
namespace {

/// One line: a mark, what it is about, what was found.
void say(bool good, const std::string& what, const std::string& found) {
  std::cout << (good ? "  ok  " : "  --  ") << std::left << std::setw(22) << what << found << '\n';
}

std::string vector_units() {
#if defined(__x86_64__) && defined(__GNUC__)
  std::string found = "SSE2";
  if (__builtin_cpu_supports("ssse3")) found += ", SSSE3";
  if (__builtin_cpu_supports("sse4.1")) found += ", SSE4.1";
  if (__builtin_cpu_supports("avx2")) found += ", AVX2";
  if (__builtin_cpu_supports("avx512bw")) found += ", AVX-512";
  return found + "; the best one is used";
#elif defined(__aarch64__)
  return "NEON";
#else
  return "not known; plain code may be used";
#endif
}

bool check_encoders() {
  bool any_image = false;
  for (const EncoderDescription& encoder : available_encoders()) {
    any_image |= encoder.available && encoder.capability.starts_with("image/");
    say(encoder.available, encoder.name,
        encoder.available
            ? encoder.capability + ", up to " + std::to_string(encoder.max_side) + " pixels a side"
            : encoder.reason);
  }
  return any_image;
}

/// Serves on a free port of this machine and fetches the page as a browser would.
bool check_page() {
  ServeOptions options;
  options.port = 0;
  options.width = options.height = 16;
  Display display = serve(options);
  const std::string answer = http_get(display.port(), "/");
  const bool served = answer.starts_with("HTTP/1.1 200");
  const bool whole = served && answer.find("/assets/") != std::string::npos;
  say(served, "listening",
      served ? "works on " + display.url() : "the server does not answer on " + display.url());
  say(whole, "viewer page",
      whole ? "built in"
            : "not in this build; install Node and npm (apt-get install nodejs npm) and build again");
  return served;
}

int run_doctor() {
  std::cout << "pdum-rfb " PDUM_VERSION "\n\nMachine\n";
  say(true, "vector units", vector_units());
  std::cout << "\nEncoders\n";
  const bool images = check_encoders();
  std::cout << "\nServer\n";
  const bool served = check_page();
  say(tls_available(), "TLS",
      tls_available() ? "built in; --tls self-signed serves https"
                      : "not in this build; install OpenSSL (apt-get install libssl-dev) and build again");
  if (!images)
    std::cout << "\nWithout any image encoder most viewers cannot be served: install one of the above.\n";
  return images && served ? 0 : 1;
}

}  // namespace

Run add_doctor(CommandLine& program) {
  program.add_verb("doctor", "Say what this build can do on this machine and what is missing");
  return [] { return run_doctor(); };
}

}  // namespace pdum::rfb::cli
