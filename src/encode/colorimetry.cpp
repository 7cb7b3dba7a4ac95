#include "encode/colorimetry.hpp"

#include <cstddef>

namespace pdum::rfb {
namespace {

struct Chromaticity {
  double x;
  double y;
};
struct Primaries {
  Chromaticity red;
  Chromaticity green;
  Chromaticity blue;
};

/// In the order of `ColorPrimaries`: ITU-R BT.709, SMPTE EG 432-1, ITU-R BT.2020.
constexpr std::array<Primaries, 3> kPrimaries = {{
    {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}},
    {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}},
    {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}},
}};
constexpr Chromaticity kD65 = {0.3127, 0.3290};
/// From XYZ to the responses of the cones, after Bradford (ICC.1:2010, annex E).
constexpr Matrix3 kBradford = {
    {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};

constexpr Triple apply(const Matrix3& m, const Triple& v) {
  Triple out{};
  for (std::size_t row = 0; row < 3; ++row) out[row] = m[row][0] * v[0] + m[row][1] * v[1] + m[row][2] * v[2];
  return out;
}

constexpr Matrix3 product(const Matrix3& a, const Matrix3& b) {
  Matrix3 out{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      for (std::size_t i = 0; i < 3; ++i) out[row][column] += a[row][i] * b[i][column];
    }
  }
  return out;
}

constexpr Matrix3 inverse(const Matrix3& m) {
  const auto minor_of = [&m](std::size_t row, std::size_t column) {
    const std::size_t r0 = (row + 1) % 3, r1 = (row + 2) % 3, c0 = (column + 1) % 3, c1 = (column + 2) % 3;
    return m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
  };
  const double determinant = m[0][0] * minor_of(0, 0) + m[0][1] * minor_of(0, 1) + m[0][2] * minor_of(0, 2);
  Matrix3 out{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) out[column][row] = minor_of(row, column) / determinant;
  }
  return out;
}

constexpr Matrix3 scaled_columns(Matrix3 m, const Triple& by) {
  for (Triple& row : m) {
    for (std::size_t column = 0; column < 3; ++column) row[column] *= by[column];
  }
  return m;
}

constexpr Triple xyz_of(const Chromaticity& at) {
  return {at.x / at.y, 1, (1 - at.x - at.y) / at.y};
}

/// What makes D65 the white of the profile connection space.
constexpr Matrix3 adaptation() {
  const Triple from = apply(kBradford, xyz_of(kD65));
  const Triple to = apply(kBradford, kIccWhite);
  const Matrix3 back = inverse(kBradford);
  return product(scaled_columns(back, {to[0] / from[0], to[1] / from[1], to[2] / from[2]}), kBradford);
}

constexpr Matrix3 kAdaptation = adaptation();

}  // namespace

const Matrix3& from_d65_to_d50() {
  return kAdaptation;
}

Matrix3 colorants(ColorPrimaries primaries) {
  const Primaries& of = kPrimaries.at(static_cast<std::size_t>(primaries));
  const Triple red = xyz_of(of.red), green = xyz_of(of.green), blue = xyz_of(of.blue);
  const Matrix3 unscaled = {
      {{red[0], green[0], blue[0]}, {red[1], green[1], blue[1]}, {red[2], green[2], blue[2]}}};
  const Triple share = apply(inverse(unscaled), xyz_of(kD65));
  return product(kAdaptation, scaled_columns(unscaled, share));
}

}  // namespace pdum::rfb
