import { describe, expect, it } from "vitest";
import { CursorStyles } from "./cursor.ts";

/** The beginning of a PNG of this size, in base64. */
function png(width: number, height: number): string {
  return btoa(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0${String.fromCharCode(width)}\0\0\0${String.fromCharCode(height)}\x08`);
}

const image = { data: png(16, 24), width: 16, height: 24, hotX: 4, hotY: 6, scale: 1 };
const cursor = { type: "cursor", shape: "move" } as const;

describe("CursorStyles", () => {
  it("is a picture with its hot spot, in CSS pixels, before the shape", () => {
    const styles = new CursorStyles();
    expect(styles.style(cursor)).toBe("move");
    const url = `url(data:image/png;base64,${image.data})`;
    expect(styles.style({ ...cursor, image })).toBe(`${url} 4 6, move`);
    expect(styles.style({ ...cursor, image: { ...image, scale: 2 } })).toBe(`image-set(${url} 2x) 2 3, move`);
  });
  it("shows the shape where the data is no PNG of the size it claims", () => {
    const styles = new CursorStyles();
    const broken = [{ data: btoa("GIF89a".repeat(8)) }, { data: "AAAA" }, { width: 17 }, { height: 25 }];
    expect(broken.map((change) => styles.style({ ...cursor, image: { ...image, ...change } }))).toEqual(
      broken.map(() => "move"),
    );
  });
  it("remembers the sixty-four pictures used last", () => {
    const styles = new CursorStyles();
    for (let id = 0; id < 64; id += 1) styles.style({ ...cursor, id, image: { ...image, hotX: id % 16 } });
    expect(styles.style({ ...cursor, id: 0 })).toContain("url(");
    styles.style({ ...cursor, id: 64, image });
    expect(styles.style({ ...cursor, id: 1 })).toBe("move");
    expect(styles.style({ ...cursor, id: 0 })).toContain("url(");
    styles.clear();
    expect(styles.style({ ...cursor, id: 0 })).toBe("move");
  });
});
