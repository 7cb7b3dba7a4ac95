#include "net/tls_bio.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace pdum::rfb {

namespace {

TlsBuffers& buffers_of(BIO* bio) {
  return *static_cast<TlsBuffers*>(BIO_get_data(bio));
}

int read_incoming(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  ConstBytes& incoming = buffers_of(bio).incoming;
  const std::size_t count = std::min(incoming.size(), static_cast<std::size_t>(std::max(size, 0)));
  if (count == 0) {
    BIO_set_retry_read(bio);
    return -1;
  }
  std::memcpy(into, incoming.data(), count);
  incoming = incoming.subspan(count);
  return static_cast<int>(count);
}

int write_outgoing(BIO* bio, const char* from, int size) {
  BIO_clear_retry_flags(bio);
  std::vector<std::byte>& outgoing = buffers_of(bio).outgoing;
  const auto* first = reinterpret_cast<const std::byte*>(from);
  try {  // through a library in C
    outgoing.insert(outgoing.end(), first, first + std::max(size, 0));
  } catch (const std::bad_alloc&) {
    return -1;
  }
  return size;
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int set_up(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

struct MethodOwner {
  BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pdum-rfb");
  MethodOwner() {
    if (method == nullptr) return;
    BIO_meth_set_read(method, &read_incoming);
    BIO_meth_set_write(method, &write_outgoing);
    BIO_meth_set_ctrl(method, &control);
    BIO_meth_set_create(method, &set_up);
  }
};

}  // namespace

BioPtr make_tls_bio(TlsBuffers& buffers) {
  static const MethodOwner owner;  // for ever: OpenSSL's own end comes at exit as well
  BioPtr bio(owner.method != nullptr ? BIO_new(owner.method) : nullptr);
  if (bio) BIO_set_data(bio.get(), &buffers);
  return bio;
}

}  // namespace pdum::rfb
