/** Keys by Playwright's names, `Shift+Tab` too, made of a driver's `down` and `up`. */
export function keyboardOf(down, up) {
  return {
    down,
    up,
    press: async (combination) => {
      const keys = combination.split("+");
      for (const key of keys) await down(key);
      for (const key of keys.toReversed()) await up(key);
    },
  };
}
