#include "cli/loop_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
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
  std::array<std::byte, 3> frame{};
  file.read(0, frame.data());
  EXPECT_EQ(frame[0], std::byte{'a'});
  file.read(2, frame.data());
  EXPECT_EQ(frame[2], std::byte{'c'});
}

TEST_F(LoopFileTest, AFileThatShrinksIsASentence) {
  write("aaabbbccc");
  const LoopFile file(path, 3);
  write("aaa");
  std::array<std::byte, 3> frame{};
  EXPECT_THAT([&] { file.read(2, frame.data()); }, ThrowsMessage<Failure>(HasSubstr("shorter")));
}

TEST_F(LoopFileTest, AFolderIsASentence) {
  EXPECT_THAT([&] { LoopFile("/", 3); }, ThrowsMessage<Failure>(HasSubstr("not a file")));
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
