#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "encode/encoder.hpp"

namespace pdum::rfb {

/// One kind of encoder that the registry knows.
struct EncoderEntry {
  std::string name;        ///< "jpeg", "png", "webp", "x264", "x264-high", "x264-444", "test-fault"
  std::string capability;  ///< what a viewer must list: "image/jpeg", "webcodecs/h264-annexb"
  bool video = false;
  std::string nominal_codec;  ///< what `config` names before there is an SPS; video only
  int max_side = 0;           ///< pixels, the codec's own limit
  bool available = false;
  std::string reason;  ///< when not available
  std::function<Result<std::unique_ptr<Encoder>>(const EncoderSettings&)>
      open;  ///< may take 50 ms: not on the strand
  /// The encoder behind it, by which programs ask for video: entries of one backend differ in what a viewer
  /// must list. "x264" for "x264", "x264-high" and "x264-444". Empty when added: the name.
  std::string backend = {};
  bool yuv444 = false;        ///< chroma for every pixel: coloured text stays sharp
  bool pipelines = false;     ///< can work on several frames at once
  bool by_name_only = false;  ///< used only where `ServeOptions::video_encoder` names it
};

/// The encoders of this process. Built once, probes nothing slow; then constant, so any thread may read it.
class EncoderRegistry {
 public:
  /// Feature `#if`s live here only. Video first, then images; among video what every viewer can show is
  /// first.
  static EncoderRegistry with_builtin();
  /// The same with those that the application has registered up to now (`register_video_encoder`).
  static EncoderRegistry of_process();
  void add(EncoderEntry entry);                           ///< in front of entries of the same capability
  const EncoderEntry* find(std::string_view name) const;  ///< null: unknown
  const std::vector<EncoderEntry>& entries() const { return entries_; }

 private:
  std::vector<EncoderEntry> entries_;
};

}  // namespace pdum::rfb
