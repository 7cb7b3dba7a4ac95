#include "cli/loop_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class LoopFileTest : public ::testing::Test {
 protected:
  void write(const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  void TearDown() override { std::remove(path.c_str()); }
  std::string path = ::testing::TempDir() + "loop_file_test.raw";
};

TEST_F(LoopFileTest, GivesEachFrame) {
  write("aaabbbccc");
  const LoopFile file(path, 3);
  ASSERT_EQ(file.count(), 3U);
  EXPECT_EQ(file.frame(0)[0], std::byte{'a'});
  EXPECT_EQ(file.frame(2)[2], std::byte{'c'});
}

TEST_F(LoopFileTest, APartialFrameIsASentence) {
  write("aaabb");
  EXPECT_THAT([&] { LoopFile(path, 3); },
              ThrowsMessage<ArgumentError>(HasSubstr("1 whole frames of 3 bytes and 2")));
}

TEST_F(LoopFileTest, AnEmptyFileIsASentence) {
  write("");
  EXPECT_THAT([&] { LoopFile(path, 3); }, ThrowsMessage<ArgumentError>(HasSubstr("0 whole frames")));
}

TEST_F(LoopFileTest, AMissingFileIsNamed) {
  EXPECT_THAT([&] { LoopFile("/no/such/file", 3); }, ThrowsMessage<Failure>(HasSubstr("/no/such/file")));
}

}  // namespace
}  // namespace pdum::rfb::cli
