#pragma once

/// For tests of applications: pictures to publish, viewers without a browser, a look into H.264.

#include <pdum/rfb/testing/annexb.hpp>
#include <pdum/rfb/testing/patterns.hpp>
#include <pdum/rfb/testing/viewer.hpp>
