#include "cli/arguments.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/failure.hpp"

namespace pdum::rfb::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Arguments, SizesAreWidthCrossHeight) {
  EXPECT_EQ(parse_size("--size", "1280x720"), (Size{1280, 720}));
  EXPECT_EQ(parse_size("--size", "1x16384"), (Size{1, 16384}));
}

TEST(Arguments, AWrongSizeNamesOptionAndValue) {
  for (const char* wrong : {"", "x", "1280", "1280x", "x720", "0x720", "1280x-1", "12 80x720", "1280x720x3",
                            "16385x1", "99999999999999999999x1"}) {
    EXPECT_THAT([&] { parse_size("--size", wrong); }, ThrowsMessage<ArgumentError>(HasSubstr("--size")))
        << wrong;
    EXPECT_THAT([&] { parse_size("--size", wrong); }, ThrowsMessage<ArgumentError>(HasSubstr(wrong)));
  }
}

TEST(Arguments, TlsNeedsBothFilesOrMakesBoth) {
  ServeArguments files;
  files.tls_certificate = "cert.pem";
  EXPECT_THAT([&] { serve_options(files); },
              ThrowsMessage<ArgumentError>(HasSubstr("--tls-cert and --tls-key belong together")));
  files.tls_key = "key.pem";
  EXPECT_EQ(serve_options(files).tls_certificate, "cert.pem");
  EXPECT_EQ(serve_options(files).tls_key, "key.pem");
  files.tls = "self-signed";
  EXPECT_THAT([&] { serve_options(files); }, ThrowsMessage<ArgumentError>(HasSubstr("leave out --tls-cert")));
  ServeArguments other;
  other.tls = "please";
  EXPECT_THAT([&] { serve_options(other); }, ThrowsMessage<ArgumentError>(HasSubstr("\"please\"")));
}

TEST(Arguments, AllSevenFormatsHaveNames) {
  EXPECT_EQ(parse_format("--format", "rgb24"), PixelFormat::rgb24);
  EXPECT_EQ(parse_format("--format", "rgba8"), PixelFormat::rgba8);
  EXPECT_EQ(parse_format("--format", "bgr24"), PixelFormat::bgr24);
  EXPECT_EQ(parse_format("--format", "bgra8"), PixelFormat::bgra8);
  EXPECT_EQ(parse_format("--format", "gray8"), PixelFormat::gray8);
  EXPECT_EQ(parse_format("--format", "nv12"), PixelFormat::nv12);
  EXPECT_EQ(parse_format("--format", "i420"), PixelFormat::i420);
}

TEST(Arguments, AnUnknownFormatIsAnsweredWithTheKnownOnes) {
  EXPECT_THAT([] { parse_format("--format", "argb"); },
              ThrowsMessage<ArgumentError>(
                  ::testing::AllOf(HasSubstr("--format"), HasSubstr("argb"), HasSubstr("rgb24, rgba8"))));
}

TEST(Arguments, ColourSpacesHaveNames) {
  EXPECT_EQ(parse_color("--color", ServeArguments{}.color), kSrgb);
  EXPECT_EQ(parse_control("--control", ServeArguments{}.control), ControlPolicy::everyone);
  EXPECT_EQ(parse_control("--control", "first"), ControlPolicy::first);
  EXPECT_EQ(parse_control("--control", "nobody"), ControlPolicy::nobody);
  EXPECT_THAT([] { parse_control("--control", "me"); },
              ThrowsMessage<ArgumentError>(::testing::AllOf(HasSubstr("--control"), HasSubstr("everyone"))));
  EXPECT_EQ(parse_color("--color", "display-p3"), kDisplayP3);
  EXPECT_EQ(parse_color("--color", "bt2020"), kBt2020);
  EXPECT_THAT([] { parse_color("--color", "p3"); },
              ThrowsMessage<ArgumentError>(::testing::AllOf(HasSubstr("--color"), HasSubstr("\"p3\""),
                                                            HasSubstr("srgb, display-p3, bt2020"))));
}

TEST(Arguments, AWordWhereANumberIsMeantIsAnsweredWithTheRange) {
  struct Case {
    std::string option;
    std::string value;
    std::string range;
  };
  for (const Case& wrong : {Case{"--port", "abc", "0 to 65535"}, Case{"--port", "65536", "0 to 65535"},
                            Case{"--port", "-1", "0 to 65535"}, Case{"--port", "1.5", "a whole number"},
                            Case{"--fps", "fast", "0.001 to 1000"}, Case{"--fps", "0", "0.001 to 1000"},
                            Case{"--fps", "nan", "0.001 to 1000"}, Case{"--fps", "30 fps", "0.001 to 1000"},
                            Case{"--still-after", "-1", "0 to 3600"}}) {
    CommandLine program("program", "Help.", "1");
    ServeArguments arguments;
    Verb verb = program.add_verb("verb", "Help.");
    add_serve_arguments(verb, arguments);
    const std::string words = wrong.option + "=" + wrong.value;
    EXPECT_THAT(
        [&] {
          program.parse(3, std::array{"program", "verb", words.c_str()}.data());
        },
        ThrowsMessage<ArgumentError>(
            ::testing::AllOf(HasSubstr(wrong.option), HasSubstr(wrong.value), HasSubstr(wrong.range))));
  }
}

TEST(Arguments, AnUnknownChromaIsAnsweredWithTheKnownOnes) {
  ServeArguments arguments;
  arguments.chroma = "422";
  EXPECT_THAT([&] { serve_options(arguments); },
              ThrowsMessage<ArgumentError>(::testing::AllOf(HasSubstr("auto, 420, 444"), HasSubstr("422"))));
}

/// A file with this content, gone with the object.
class TokenFile {
 public:
  explicit TokenFile(const std::string& content) { std::ofstream(path_) << content; }
  ~TokenFile() { std::filesystem::remove(path_); }
  TokenFile(const TokenFile&) = delete;
  TokenFile& operator=(const TokenFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("pdum-rfb-token-" + std::to_string(::getpid()));
};

TEST(Arguments, TheFirstLineOfATokenFileIsTheToken) {
  const TokenFile file("open sesame\r\nsecond line\n");
  ServeArguments arguments;
  arguments.token_file = file.path();
  const ServeOptions options = serve_options(arguments);
  AuthContext context;
  EXPECT_EQ(options.authenticate(context), nullptr);
  context.token = "open sesame";
  EXPECT_NE(options.authenticate(context), nullptr);
}

TEST(Arguments, ATokenFileWithoutAGoodTokenIsAnsweredWithWhatToDo) {
  ServeArguments arguments;
  arguments.token_file = "/nowhere/at/all";
  EXPECT_THAT([&] { serve_options(arguments); },
              ThrowsMessage<ArgumentError>(
                  ::testing::AllOf(HasSubstr("/nowhere/at/all"), HasSubstr("write a token"))));
  for (const std::string& content : {std::string(), std::string("short\n"), std::string(2000, 'x')}) {
    const TokenFile file(content);
    arguments.token_file = file.path();
    EXPECT_THAT([&] { serve_options(arguments); }, ThrowsMessage<ArgumentError>(HasSubstr("--token-file")));
  }
}

TEST(Arguments, BecomeOptions) {
  ServeArguments arguments;
  arguments.size = "640x480";
  arguments.port = 0;
  arguments.origins = {"https://a.example"};
  arguments.still_after = 0.5;
  arguments.chroma = "444";
  arguments.image = true;
  arguments.no_adaptive = true;
  arguments.json = true;
  const ServeOptions options = serve_options(arguments);
  EXPECT_EQ(options.width, 640);
  EXPECT_EQ(options.height, 480);
  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.chroma, Chroma::yuv444);
  EXPECT_EQ(options.fps, 60);
  EXPECT_EQ(options.still_after, std::chrono::milliseconds(500));
  EXPECT_EQ(options.transport, Transport::image);
  EXPECT_FALSE(options.adaptive);
  EXPECT_TRUE(options.raw_events);
  EXPECT_EQ(options.origins, std::vector<std::string>{"https://a.example"});
}

}  // namespace
}  // namespace pdum::rfb::cli
