/** Where the application's text stands, in CSS pixels of the window: windows of input methods open there. */
export function moveTextField(
  field: HTMLTextAreaElement,
  at: { x: number; y: number; width: number; height: number } | undefined,
): void {
  const { x, y, width, height } = at ?? { x: 0, y: 0, width: 1, height: 1 };
  const inWindow = (value: number, most: number): string => `${Math.min(Math.max(0, value), Math.max(0, most - 1))}px`;
  field.style.left = inWindow(x, window.innerWidth);
  field.style.top = inWindow(y, window.innerHeight);
  field.style.width = `${Math.max(1, Math.min(width, 400))}px`;
  field.style.height = `${Math.max(1, Math.min(height, 200))}px`;
}
