#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace pdum::rfb::testing {

/// A TLS client without a network: OpenSSL's own, over memory.
class TlsPeer {
 public:
  struct Options {
    bool old = false;         ///< TLS 1.1 at most
    bool before_13 = false;   ///< TLS 1.2 at most
    std::string trusts = {};  ///< PEM file of the only certificate that it accepts
    std::string host = "localhost";
  };
  TlsPeer() : TlsPeer(Options{}) {}
  explicit TlsPeer(const Options& options);
  ~TlsPeer();
  TlsPeer(TlsPeer&&) noexcept;
  TlsPeer& operator=(TlsPeer&&) noexcept;

  /// What the server sent.
  void feed(std::string_view bytes);
  /// What is to be sent to it.
  std::string take();
  /// Encrypted and sent once the handshake is through.
  void send(std::string_view plain);
  void say_close();           ///< close_notify
  void ask_to_renegotiate();  ///< TLS 1.2
  std::string take_plain();

  bool established() const;
  bool heard_close() const;  ///< the server's close_notify came
  std::string error() const;
  std::string version() const;
  std::string alpn() const;
  std::string fingerprint() const;  ///< of the server's certificate, as `self_signed_certificate` writes it

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(std::string_view name) const { return folder_ + "/" + std::string(name); }
  const std::string& folder() const noexcept { return folder_; }

 private:
  std::string folder_;
};

}  // namespace pdum::rfb::testing
