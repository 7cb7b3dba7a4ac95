#pragma once

#include <string_view>

namespace pdum::rfb {

/// Quality, 0 to 1000, that an Accept header gives to a media type such as "text/plain"; its most specific
/// match counts. -1 when nothing matches.
int accept_quality(std::string_view accept, std::string_view media_type) noexcept;

/// Whether an Accept-Encoding header takes gzip.
bool accepts_gzip(std::string_view accept_encoding) noexcept;

}  // namespace pdum::rfb
