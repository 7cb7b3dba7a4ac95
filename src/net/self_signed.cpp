#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <pdum/rfb/error.hpp>
#include <pdum/rfb/tls.hpp>

#include "net/listen_socket.hpp"
#include "net/openssl_handles.hpp"

namespace pdum::rfb {

namespace {

constexpr long kDay = 24L * 60 * 60;
constexpr long kLife = 365 * kDay;
constexpr long kLeast = 7 * kDay;
constexpr int kSerialBits = 127;
constexpr long kVersion3 = 2;

using NumberPtr = std::unique_ptr<BIGNUM, OpenSslDeleter<&BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpenSslDeleter<&X509_EXTENSION_free>>;

[[noreturn]] void fail_on(const std::string& path, int error) {
  throw Error(ErrorCode::system, "The development certificate cannot be kept in \"" + path + "\" (" +
                                     std::generic_category().message(error) +
                                     "); set XDG_STATE_HOME to a folder that this user may write.");
}

[[noreturn]] void fail_to_make() {
  throw Error(ErrorCode::system,
              "OpenSSL could not make a development certificate; check its configuration "
              "(openssl.cnf), or give a certificate of your own.");
}

void require(bool good) {
  if (!good) fail_to_make();
}

std::string state_folder() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nothing here sets variables
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return std::string(state) + "/pdum-rfb";
  const char* home = std::getenv("HOME");
  // NOLINTEND(concurrency-mt-unsafe)
  if (home != nullptr && *home == '/') return std::string(home) + "/.local/state/pdum-rfb";
  throw Error(ErrorCode::system,
              "There is no folder to keep a development certificate in: set XDG_STATE_HOME or HOME.");
}

struct Names {
  std::vector<std::string> hosts{"localhost"};
  std::vector<std::string> addresses{"127.0.0.1", "::1"};
};

bool is_address(const std::string& text) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET, text.c_str(), &ignored) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  for (const std::string& each : list) {
    if (each == text) return;
  }
  list.push_back(text);
}

/// What a certificate can say: it comes from a list that commas part.
bool is_plain_name(const std::string& text) {
  return !text.empty() && text.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789.-") == std::string::npos;
}

Names names_for(std::string host) {
  Names names;
  std::array<char, 256> machine{};
  if (::gethostname(machine.data(), machine.size() - 1) == 0 && is_plain_name(machine.data()))
    add_once(names.hosts, machine.data());
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "0.0.0.0" || host == "::") return names;
  if (is_address(host)) {
    add_once(names.addresses, host);
  } else if (is_plain_name(host)) {
    add_once(names.hosts, host);
  }
  return names;
}

/// Whether `certificate` names all of them and lives long enough.
bool serves(X509* certificate, const Names& names) {
  time_t least = std::time(nullptr) + kLeast;
  if (X509_cmp_time(X509_get0_notAfter(certificate), &least) <= 0) return false;
  for (const std::string& host : names.hosts) {
    if (X509_check_host(certificate, host.data(), host.size(), 0, nullptr) != 1) return false;
  }
  for (const std::string& address : names.addresses) {
    if (X509_check_ip_asc(certificate, address.c_str(), 0) != 1) return false;
  }
  return true;
}

struct FileCloser {
  void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};
using FilePtr = std::unique_ptr<std::FILE, FileCloser>;

CertificatePtr read_certificate(const std::string& path) {
  const FilePtr file(std::fopen(path.c_str(), "rbe"));
  return CertificatePtr(file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
}

/// Only one that nobody else can read.
KeyPtr read_key(const std::string& path) {
  const FilePtr file(std::fopen(path.c_str(), "rbe"));
  struct stat found {};
  if (!file || ::fstat(::fileno(file.get()), &found) != 0) return nullptr;
  if ((found.st_mode & 077U) != 0 || found.st_uid != ::geteuid()) return nullptr;
  return KeyPtr(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr));
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(const Names& names) {
  std::string list;
  for (const std::string& host : names.hosts) list += (list.empty() ? "DNS:" : ",DNS:") + host;
  for (const std::string& address : names.addresses) list += ",IP:" + address;
  return list;
}

void set_random_serial(X509* certificate) {
  const NumberPtr number(BN_new());
  require(number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void set_common_name(X509* certificate) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  static constexpr unsigned char kName[] = "pdum-rfb development";
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName, -1, -1, 0) == 1);
  require(X509_set_issuer_name(certificate, name) == 1);
}

CertificatePtr make_certificate(EVP_PKEY* key, const Names& names) {
  CertificatePtr certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), kVersion3) == 1);
  set_random_serial(certificate.get());
  set_common_name(certificate.get());
  // A day back, for clocks that differ.
  require(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay) != nullptr);
  require(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLife) != nullptr);
  require(X509_set_pubkey(certificate.get(), key) == 1);
  add_extension(certificate.get(), NID_subject_alt_name, alternative_names(names));
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
  require(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

/// Under another name first: whoever reads it meanwhile sees the old one or the new one.
template <class Write>
void write_file(const std::string& path, Write write) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());
  UniqueFd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!fd) fail_on(path, errno);
  FilePtr file(::fdopen(fd.get(), "wb"));
  if (!file) fail_on(path, errno);
  static_cast<void>(fd.release());
  require(write(file.get()));
  if (std::fflush(file.get()) != 0 || std::fclose(file.release()) != 0) fail_on(path, errno);
  if (std::rename(fresh.c_str(), path.c_str()) != 0) fail_on(path, errno);
}

void make_folder(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), error);
  if (error) fail_on(folder, error.value());
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) fail_on(folder, errno);
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  require(X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1);
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kHex[digest[i] >> 4U];
    text += kHex[digest[i] & 15U];
  }
  return text;
}

std::string expiry_of(X509* certificate) {
  std::tm time{};
  require(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &time);
  return {text.data(), size};
}

}  // namespace

SelfSignedCertificate self_signed_certificate(const std::string& host, const std::string& folder) {
  ERR_clear_error();
  const std::string place = folder.empty() ? state_folder() : folder;
  SelfSignedCertificate made;
  made.certificate = place + "/self-signed.pem";
  made.key = place + "/self-signed.key";
  const Names names = names_for(host);
  KeyPtr key = read_key(made.key);
  CertificatePtr certificate = key ? read_certificate(made.certificate) : nullptr;
  const bool usable = certificate && X509_check_private_key(certificate.get(), key.get()) == 1 &&
                      serves(certificate.get(), names);
  if (!usable) {
    make_folder(place);
    key.reset(EVP_EC_gen("P-256"));
    require(key != nullptr);
    certificate = make_certificate(key.get(), names);
    write_file(made.key, [&](std::FILE* file) {
      return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
    });
    write_file(made.certificate,
               [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()) == 1; });
  }
  made.fingerprint = fingerprint_of(certificate.get());
  made.expires = expiry_of(certificate.get());
  ERR_clear_error();
  return made;
}

}  // namespace pdum::rfb
