/**
 * Keeps the composer above an on-screen keyboard. Where the browser makes the page smaller by itself
 * (`interactive-widget` in the viewport's meta), there is nothing to do; Safari lays the keyboard over it.
 */
export function makeRoomForKeyboard() {
  const viewport = globalThis.visualViewport;
  if (!viewport) return;
  viewport.addEventListener('resize', () => {
    const covered = window.innerHeight - viewport.height * viewport.scale > 80;
    const { style } = document.documentElement;
    if (covered) style.setProperty('--room', `${viewport.height}px`);
    else style.removeProperty('--room');
    // Safari has scrolled the page to show what has the focus; now it is in view anyway.
    if (covered) window.scrollTo(0, 0);
  });
}
