#pragma once

#include <array>

#include <pdum/rfb/color.hpp>

namespace pdum::rfb {

using Triple = std::array<double, 3>;
using Matrix3 = std::array<Triple, 3>;  ///< rows

/// XYZ of the white that ICC profiles count from, D50 (ICC.1:2010, 7.2.16).
inline constexpr Triple kIccWhite = {0.9642, 1.0, 0.8249};

/// Turns XYZ under D65, the white of all our primaries, into XYZ under `kIccWhite`, after Bradford.
const Matrix3& from_d65_to_d50();
/// Columns: XYZ of full red, green and blue, as a viewer who has adapted to `kIccWhite` sees them.
Matrix3 colorants(ColorPrimaries primaries);

}  // namespace pdum::rfb
