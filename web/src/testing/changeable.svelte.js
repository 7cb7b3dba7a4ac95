// Only tests import this.
/**
 * Properties of a component that a test may change while it is mounted.
 * @template {object} T
 * @param {T} properties
 * @returns {T}
 */
export function changeable(properties) {
  const state = $state(properties);
  return state;
}
