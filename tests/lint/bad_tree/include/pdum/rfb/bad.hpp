#pragma once
#include <unistd.h>
#include "core/result.hpp"
#include <pdum/rfb/frame.hpp>
