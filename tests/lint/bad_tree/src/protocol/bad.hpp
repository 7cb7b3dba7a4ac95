#pragma once
#  include <nlohmann/json.hpp>
#include "core/result.hpp"
