#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <pdum/rfb/color.hpp>
#include <pdum/rfb/frame.hpp>

namespace pdum::rfb {

/// What a video encoder is opened with.
struct VideoEncoderSettings {
  int width = 0;                      ///< pixels of every frame to come; even with `VideoEncoderInput::i420`
  int height = 0;                     ///< pixels, the same
  double fps = 30;                    ///< expected frames a second, for rate control
  std::int64_t bitrate = 12'000'000;  ///< bit/s, cap
  YuvEncoding yuv = {};               ///< what the samples must be, and what the stream declares (H.264: VUI)
  ColorSpace color = {};              ///< of the frames to come; what the stream should say of them
  double pixel_ratio = 1;             ///< device pixels per logical pixel of the first frame; for information
  /// Frames that may stay inside, of `ServeOptions::encode_pipeline_depth`; 0 unless
  /// `VideoEncoderTraits::pipelines`.
  int pipeline_depth = 0;
};

/// What is asked of one frame.
struct VideoEncodeRequest {
  bool keyframe = false;                  ///< the result must be decodable by itself (H.264: IDR)
  std::chrono::microseconds timestamp{};  ///< when the frame was published, on the display's clock
  double fps = 0;            ///< frames a second that really come, for rate control; 0: not known yet
  std::int64_t bitrate = 0;  ///< bit/s, the cap that holds now: `adaptive` moves it, without a keyframe
};

/// One access unit.
struct EncodedVideo {
  std::vector<std::byte> payload;  ///< H.264: Annex B, SPS and PPS before every IDR; at most 64 MiB
  bool keyframe = false;           ///< read off the payload for H.264, where this counts for nothing
  std::string codec = {};          ///< RFC 6381 string; made from the SPS for H.264, required otherwise
};

/// An encoder of video that the application brings along.
///
/// Threads: an encoder is made, used and mostly destroyed on worker threads of the library, one call at a
/// time, so it needs no lock of its own; two encoders run in parallel. The destructor may also run on the I/O
/// thread that serves all viewers: it must be short. `encode` may block, for less than 2 s.
///
/// What it does wrong harms nobody else. Throwing, no bytes where some are due and a stream that cannot be
/// sent are errors:
/// after the first one the factory makes a new encoder, after a second one within 10 s viewers get images and
/// the encoder is left alone for 30 s. One that brings no result in 2 s is given up with its thread at once;
/// the object lives until that call returns. `Display::close` never waits for it for longer than 2 s.
class VideoEncoder {
 public:
  VideoEncoder() = default;
  VideoEncoder(const VideoEncoder&) = delete;
  VideoEncoder& operator=(const VideoEncoder&) = delete;
  virtual ~VideoEncoder() = default;

  /// Exactly one access unit for `frame`, without delay: no reordering, no frame held back. With
  /// `VideoEncoderSettings::pipeline_depth` it may be that of an earlier frame, the oldest one inside, or
  /// empty while no more than so many are inside; the same frame then comes again when there is no newer one.
  /// The first call asks for a keyframe. `frame` has the size of the settings and is valid during the call.
  /// Frames of another size go to a new encoder. Throws whatever says what went wrong, as a `std::exception`
  /// where the log shall name it.
  virtual EncodedVideo encode(const FrameView& frame, const VideoEncodeRequest& request) = 0;
};

/// Makes an encoder, on a worker thread; may take 50 ms, and throw. Null: it cannot be made. May be called
/// from several threads at once, and lives as long as the process.
using VideoEncoderFactory = std::function<std::unique_ptr<VideoEncoder>(const VideoEncoderSettings&)>;

/// What frames look like that an encoder is given.
enum class VideoEncoderInput : std::uint8_t {
  i420,  ///< converted to `VideoEncoderSettings::yuv`, sides padded to even by repeating the edge
  /// As the application published them: any format, stride, odd sizes, bottom-up. Smaller ones
  /// (`ServeOptions::adaptive`) have the published format, even sides, the top row first and no gaps.
  as_published,
};

/// What an encoder is good for.
struct VideoEncoderTraits {
  /// What a viewer must be able to show: "webcodecs/h264-annexb" (every viewer that shows video: constrained
  /// baseline), "webcodecs/h264-annexb-high", "webcodecs/h264-annexb-444", "webcodecs/vp9",
  /// "webcodecs/vp9-444" or "webcodecs/av1". H.264 is checked against it, frame by frame.
  std::string capability = "webcodecs/h264-annexb";
  /// RFC 6381 string that viewers are told before the first frame; empty: one that is typical of
  /// `capability`.
  std::string codec = {};
  int max_side = 16384;  ///< pixels [1, 65535] of a frame's width and height, the encoder's own limit
  VideoEncoderInput input = VideoEncoderInput::i420;
  bool pipelines = false;  ///< can work on several frames at once, see `VideoEncoderSettings::pipeline_depth`
};

/// Makes an encoder known in this process, for good. From then on `available_encoders` lists it, and displays
/// that are served afterwards with `ServeOptions::video_encoder = name` use it for every viewer that can show
/// what it makes; the others, and all of them while it is out of order, get images. No display uses it
/// unasked.
///
/// `name`: 1 to 64 of [A-Za-z0-9._-]. Any thread. Throws `Error(invalid_argument)` for a name that is
/// malformed or taken, an empty factory, traits that this header does not allow, and beyond 64 encoders.
void register_video_encoder(std::string name, VideoEncoderFactory factory,
                            const VideoEncoderTraits& traits = {});

}  // namespace pdum::rfb
