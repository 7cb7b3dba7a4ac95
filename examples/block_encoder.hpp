#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <pdum/rfb.hpp>

/// H.264 without compression: the 16×16 blocks that have changed go out as they are (I_PCM macroblocks), the
/// others are skipped. Exact, decodable everywhere, and short enough to show what an encoder of one's own
/// must do.
class BlockEncoder final : public pdum::rfb::VideoEncoder {
 public:
  explicit BlockEncoder(const pdum::rfb::VideoEncoderSettings& settings)
      : settings_(settings), columns_((settings.width + 15) / 16), rows_((settings.height + 15) / 16) {}

  pdum::rfb::EncodedVideo encode(const pdum::rfb::FrameView& frame,
                                 const pdum::rfb::VideoEncodeRequest& request) override {
    std::vector<Block> blocks = read_blocks(frame);
    pdum::rfb::EncodedVideo made;
    made.keyframe = request.keyframe;
    if (request.keyframe) {
      append(made.payload, 0x67, sps());
      append(made.payload, 0x68, pps());
      idr_id_ = 1 - idr_id_;
      frame_number_ = 0;
      append(made.payload, 0x65, slice(blocks, true));
    } else {
      frame_number_ = (frame_number_ + 1) % 16;
      append(made.payload, 0x41, slice(blocks, false));
    }
    previous_ = std::move(blocks);
    return made;
  }

 private:
  using Block = std::vector<std::uint8_t>;  // 256 of Y, 64 of U, 64 of V

  class Bits {
   public:
    void put(unsigned value, int count) {
      for (int bit = count - 1; bit >= 0; --bit) put_bit((value >> bit) & 1U);
    }
    void golomb(unsigned value) {  // ue(v)
      int length = 0;
      while (((value + 1) >> length) > 1) ++length;
      put(0, length);
      put(value + 1, length + 1);
    }
    void align(unsigned bit) {
      while (used_ % 8 != 0) put_bit(bit);
    }
    void block(const Block& block) {
      align(0);
      bytes_.insert(bytes_.end(), block.begin(), block.end());
      used_ += block.size() * 8;
    }
    std::vector<std::uint8_t> finish() {
      put_bit(1);
      align(0);
      return std::move(bytes_);
    }

   private:
    void put_bit(unsigned bit) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | (bit << (7 - used_ % 8)));
      ++used_;
    }
    std::vector<std::uint8_t> bytes_;
    std::size_t used_ = 0;
  };

  /// The frame is I420 with even sides, as `VideoEncoderTraits::input` says; blocks at the edge repeat it.
  std::vector<Block> read_blocks(const pdum::rfb::FrameView& frame) const {
    const auto* luma = static_cast<const std::uint8_t*>(frame.data);
    const auto stride = static_cast<int>(frame.stride);
    const std::uint8_t* u = luma + frame.stride * static_cast<std::size_t>(frame.height);
    const std::uint8_t* v = u + frame.stride / 2 * static_cast<std::size_t>(frame.height / 2);
    std::vector<Block> blocks;
    for (int y = 0; y < rows_; ++y) {
      for (int x = 0; x < columns_; ++x) {
        Block& block = blocks.emplace_back();
        copy(block, luma, stride, 16, x, y, frame.width, frame.height);
        copy(block, u, stride / 2, 8, x, y, frame.width / 2, frame.height / 2);
        copy(block, v, stride / 2, 8, x, y, frame.width / 2, frame.height / 2);
      }
    }
    return blocks;
  }

  static void copy(Block& to, const std::uint8_t* plane, int stride, int side, int column, int row, int width,
                   int height) {
    for (int y = row * side; y < (row + 1) * side; ++y) {
      const std::uint8_t* line = plane + std::ptrdiff_t{stride} * std::min(y, height - 1);
      for (int x = column * side; x < (column + 1) * side; ++x) to.push_back(line[std::min(x, width - 1)]);
    }
  }

  std::vector<std::uint8_t> sps() const {
    const bool full = settings_.yuv.range == pdum::rfb::YuvRange::full;
    const bool bt709 = settings_.yuv.matrix == pdum::rfb::YuvMatrix::bt709;
    Bits bits;
    bits.put(66, 8);    // profile_idc: baseline
    bits.put(0xC0, 8);  // … constrained
    bits.put(51, 8);    // level_idc
    // Its id, 4 bits of frame_num, no picture order count, one reference.
    for (const unsigned value : {0U, 0U, 2U, 1U}) bits.golomb(value);
    bits.put(0, 1);  // gaps_in_frame_num_value_allowed_flag
    bits.golomb(static_cast<unsigned>(columns_ - 1));
    bits.golomb(static_cast<unsigned>(rows_ - 1));
    bits.put(0b111, 3);  // frame_mbs_only_flag, direct_8x8_inference_flag, frame_cropping_flag
    bits.golomb(0);
    bits.golomb(static_cast<unsigned>((columns_ * 16 - settings_.width) / 2));
    bits.golomb(0);
    bits.golomb(static_cast<unsigned>((rows_ * 16 - settings_.height) / 2));
    bits.put(0b1001, 4);         // VUI: no aspect ratio, no overscan, video_signal_type_present_flag
    bits.put(5, 3);              // video_format: unspecified
    bits.put(full ? 3 : 1, 2);   // video_full_range_flag, colour_description_present_flag
    bits.put(1, 8);              // colour_primaries: BT.709
    bits.put(13, 8);             // transfer_characteristics: sRGB
    bits.put(bt709 ? 1 : 6, 8);  // matrix_coefficients
    // No chroma location, no timing, no HRD (two bits), no pic_struct; bitstream_restriction_flag with
    // vectors over edges, no reordering and one picture to keep: without it decoders hold frames back.
    bits.put(0b0000011, 7);
    for (const unsigned value : {0U, 0U, 11U, 11U, 0U, 1U}) bits.golomb(value);
    return bits.finish();
  }

  static std::vector<std::uint8_t> pps() {
    Bits bits;
    bits.golomb(0);
    bits.golomb(0);
    bits.put(0, 2);  // CAVLC
    for (int i = 0; i < 3; ++i) bits.golomb(0);
    bits.put(0, 3);  // no weighted prediction
    for (int i = 0; i < 3; ++i) bits.golomb(0);
    bits.put(0b100, 3);  // deblocking_filter_control_present_flag
    return bits.finish();
  }

  std::vector<std::uint8_t> slice(const std::vector<Block>& blocks, bool idr) const {
    Bits bits;
    bits.golomb(0);
    bits.golomb(idr ? 7 : 5);  // all I, all P
    bits.golomb(0);
    bits.put(static_cast<unsigned>(frame_number_), 4);
    if (idr) bits.golomb(static_cast<unsigned>(idr_id_));
    bits.put(0, idr ? 2 : 3);  // reference marking; P: no override, no reordering, sliding window
    bits.golomb(0);            // slice_qp_delta
    bits.golomb(1);            // disable_deblocking_filter_idc
    unsigned skipped = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (!idr && blocks[i] == previous_[i]) {
        ++skipped;
        continue;
      }
      if (!idr) bits.golomb(skipped);
      skipped = 0;
      bits.golomb(idr ? 25 : 30);  // mb_type: I_PCM
      bits.block(blocks[i]);
    }
    if (skipped > 0) bits.golomb(skipped);
    return bits.finish();
  }

  /// Annex B: a start code, the header byte, and a 3 wherever two zeros would begin what looks like a start
  /// code.
  static void append(std::vector<std::byte>& out, unsigned header, const std::vector<std::uint8_t>& payload) {
    for (const unsigned byte : {0U, 0U, 0U, 1U, header}) out.push_back(static_cast<std::byte>(byte));
    int zeros = 0;
    for (const std::uint8_t byte : payload) {
      if (zeros == 2 && byte <= 3) {
        out.push_back(std::byte{3});
        zeros = 0;
      }
      zeros = byte == 0 ? zeros + 1 : 0;
      out.push_back(static_cast<std::byte>(byte));
    }
  }

  const pdum::rfb::VideoEncoderSettings settings_;
  const int columns_;
  const int rows_;
  std::vector<Block> previous_;
  int idr_id_ = 0;
  int frame_number_ = 0;
};
