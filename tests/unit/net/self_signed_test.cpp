#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include <pdum/rfb/error.hpp>
#include <pdum/rfb/tls.hpp>

#include "support/net/tls_peer.hpp"
#include "tls_bench.hpp"

namespace pdum::rfb::testing {
namespace {

TEST(SelfSigned, KeepsItsKeyForThisUser) {
  const TemporaryFolder folder;
  const SelfSignedCertificate made = self_signed_certificate({}, folder.path("state"));
  struct stat found {};
  ASSERT_EQ(::stat(made.key.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(folder.path("state").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
  EXPECT_EQ(made.fingerprint.size(), 95U) << made.fingerprint;
  EXPECT_EQ(made.expires.size(), 19U) << made.expires;
}

TEST(SelfSigned, IsMadeOnceAndAgainForANewName) {
  const TemporaryFolder folder;
  const std::string first = self_signed_certificate({}, folder.folder()).fingerprint;
  EXPECT_EQ(self_signed_certificate("127.0.0.1", folder.folder()).fingerprint, first);
  EXPECT_EQ(self_signed_certificate("0.0.0.0", folder.folder()).fingerprint, first);
  const std::string second = self_signed_certificate("render.example", folder.folder()).fingerprint;
  EXPECT_NE(second, first);
  EXPECT_EQ(self_signed_certificate("render.example", folder.folder()).fingerprint, second);
  EXPECT_NE(self_signed_certificate("192.0.2.1", folder.folder()).fingerprint, second);
}

TEST(SelfSigned, IsMadeAgainWhenOthersCouldReadTheKeyOrItIsBroken) {
  const TemporaryFolder folder;
  const SelfSignedCertificate first = self_signed_certificate({}, folder.folder());
  ASSERT_EQ(::chmod(first.key.c_str(), 0644), 0);
  const SelfSignedCertificate second = self_signed_certificate({}, folder.folder());
  EXPECT_NE(second.fingerprint, first.fingerprint);
  std::ofstream(second.certificate) << "nonsense";
  const SelfSignedCertificate third = self_signed_certificate({}, folder.folder());
  EXPECT_NE(third.fingerprint, second.fingerprint);
  EXPECT_EQ(self_signed_certificate({}, folder.folder()).fingerprint, third.fingerprint);
}

TEST(SelfSigned, SaysWhereItCannotBeKept) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("file")) << "in the way";
  try {
    self_signed_certificate({}, folder.path("file/below"));
    FAIL() << "a file is no folder";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), make_error_code(ErrorCode::system));
    EXPECT_NE(std::string(error.what()).find(folder.path("file/below")), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("XDG_STATE_HOME"), std::string::npos) << error.what();
  }
}

class SelfSignedNames : public TlsBench, public ::testing::WithParamInterface<const char*> {};

TEST_P(SelfSignedNames, AreAcceptedByAClientThatTrustsIt) {
  const TemporaryFolder folder;
  made = self_signed_certificate("render.example", folder.folder());
  server = make_tls_server({made.certificate, made.key}, loop, log);
  memory = std::make_shared<MemoryPeer>();
  stream = server->wrap(std::make_unique<MemoryStream>(loop, memory));
  client = TlsPeer({.trusts = made.certificate, .host = GetParam()});
  listen();
  pump();
  EXPECT_EQ(client.established(), std::string_view(GetParam()) != "other.example") << client.error();
}

INSTANTIATE_TEST_SUITE_P(Hosts, SelfSignedNames,
                         ::testing::Values("localhost", "127.0.0.1", "::1", "render.example",
                                           "other.example"));

}  // namespace
}  // namespace pdum::rfb::testing
