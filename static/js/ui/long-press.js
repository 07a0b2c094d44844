const HOLD = 450;
const SLACK = 10;

/**
 * Calls `act` when a finger has rested on something, once it is lifted: the lifting would close a popover that had
 * opened under it.
 * @param {HTMLElement} element @param {(event: PointerEvent) => void} act
 */
export function onLongPress(element, act) {
  /** @type {PointerEvent|null} */
  let start = null;
  let held = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;

  const cancel = () => {
    clearTimeout(timer);
    start = null;
    held = false;
  };
  const hold = () => {
    held = true;
    navigator.vibrate?.(10);
  };

  element.addEventListener('pointerdown', (event) => {
    cancel();
    // A slider is dragged, and may be held before.
    if (event.pointerType !== 'touch' || !event.isPrimary || /** @type {Element} */ (event.target).matches('input'))
      return;
    start = event;
    timer = setTimeout(hold, HOLD);
  });
  element.addEventListener('pointermove', (event) => {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLACK) cancel();
  });
  element.addEventListener('touchend', (event) => {
    const pressed = held ? start : null;
    cancel();
    if (!pressed) return;
    // Or a click would follow, onto whatever has opened under the finger by then.
    event.preventDefault();
    act(pressed);
  });
  element.addEventListener('pointercancel', cancel);
  // Android's own menu for what a finger rests on would take the place of ours.
  element.addEventListener('contextmenu', (event) => {
    if (start) event.preventDefault();
  });
}
