#include "cli/scene/implicit_mesh.hpp"

#include <cstddef>

namespace pdum::rfb::cli {
namespace {

constexpr float kHalfSide = 1.05F;
constexpr std::uint32_t kNone = ~0U;

class SurfaceNet {
 public:
  SurfaceNet(Field field, int cells)
      : field_(field),
        cells_(cells),
        points_(cells + 1),
        step_(2 * kHalfSide / static_cast<float>(cells)),
        values_(cube(points_)),
        vertex_of_cell_(cube(cells_), kNone) {}

  Mesh build() {
    sample();
    for_each(cells_, [this](int x, int y, int z) { place_vertex(x, y, z); });
    for_each(cells_, [this](int x, int y, int z) { connect(x, y, z); });
    return std::move(mesh_);
  }

 private:
  static std::size_t cube(int side) {
    const auto length = static_cast<std::size_t>(side);
    return length * length * length;
  }

  template <class Visit>
  static void for_each(int side, Visit visit) {
    for (int z = 0; z < side; ++z) {
      for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) visit(x, y, z);
      }
    }
  }

  Vec3 corner(int x, int y, int z) const {
    return {static_cast<float>(x) * step_ - kHalfSide, static_cast<float>(y) * step_ - kHalfSide,
            static_cast<float>(z) * step_ - kHalfSide};
  }
  std::size_t index(int x, int y, int z, int side) const {
    const auto length = static_cast<std::size_t>(side);
    return (static_cast<std::size_t>(z) * length + static_cast<std::size_t>(y)) * length +
           static_cast<std::size_t>(x);
  }
  float& value(int x, int y, int z) { return values_[index(x, y, z, points_)]; }

  void sample() {
    for_each(points_, [this](int x, int y, int z) { value(x, y, z) = field_(corner(x, y, z)); });
  }

  Vec3 gradient(Vec3 p) const {
    const float e = step_ * 0.25F;
    return normalised({field_({p.x + e, p.y, p.z}) - field_({p.x - e, p.y, p.z}),
                       field_({p.x, p.y + e, p.z}) - field_({p.x, p.y - e, p.z}),
                       field_({p.x, p.y, p.z + e}) - field_({p.x, p.y, p.z - e})});
  }

  // The mean of the points where the surface crosses the twelve edges of the cell.
  void place_vertex(int x, int y, int z) {
    Vec3 sum;
    int crossings = 0;
    for (int edge = 0; edge < 12; ++edge) {
      const int axis = edge / 4;
      const int first = edge & 1;
      const int second = (edge >> 1) & 1;
      std::array<int, 3> a{};
      a[static_cast<std::size_t>((axis + 1) % 3)] = first;
      a[static_cast<std::size_t>((axis + 2) % 3)] = second;
      std::array<int, 3> b = a;
      b[static_cast<std::size_t>(axis)] = 1;
      const float va = value(x + a[0], y + a[1], z + a[2]);
      const float vb = value(x + b[0], y + b[1], z + b[2]);
      if ((va < 0) == (vb < 0)) continue;
      const Vec3 from = corner(x + a[0], y + a[1], z + a[2]);
      sum = sum + from + (corner(x + b[0], y + b[1], z + b[2]) - from) * (va / (va - vb));
      ++crossings;
    }
    if (crossings == 0) return;
    const Vec3 position = sum * (1 / static_cast<float>(crossings));
    vertex_of_cell_[index(x, y, z, cells_)] = static_cast<std::uint32_t>(mesh_.positions.size());
    mesh_.positions.push_back(position);
    mesh_.normals.push_back(gradient(position));
  }

  std::uint32_t vertex(int x, int y, int z) const { return vertex_of_cell_[index(x, y, z, cells_)]; }

  // Quads across the three edges that leave the lowest corner of the cell.
  void connect(int x, int y, int z) {
    const bool inside = value(x, y, z) < 0;
    if (y > 0 && z > 0 && inside != (value(x + 1, y, z) < 0)) {
      quad(inside, vertex(x, y - 1, z - 1), vertex(x, y, z - 1), vertex(x, y, z), vertex(x, y - 1, z));
    }
    if (x > 0 && z > 0 && inside != (value(x, y + 1, z) < 0)) {
      quad(inside, vertex(x - 1, y, z - 1), vertex(x - 1, y, z), vertex(x, y, z), vertex(x, y, z - 1));
    }
    if (x > 0 && y > 0 && inside != (value(x, y, z + 1) < 0)) {
      quad(inside, vertex(x - 1, y - 1, z), vertex(x, y - 1, z), vertex(x, y, z), vertex(x - 1, y, z));
    }
  }

  void quad(bool outwards, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    if (!outwards) std::swap(b, d);
    mesh_.triangles.push_back({a, b, c});
    mesh_.triangles.push_back({a, c, d});
  }

  Field field_;
  int cells_;
  int points_;
  float step_;
  std::vector<float> values_;
  std::vector<std::uint32_t> vertex_of_cell_;
  Mesh mesh_;
};

}  // namespace

Mesh mesh_of(Field field, int cells_per_side) {
  return SurfaceNet(field, cells_per_side).build();
}

}  // namespace pdum::rfb::cli
