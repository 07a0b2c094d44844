const HOLD = 450;
const SLACK = 10;

/**
 * Calls `act` when a finger rests on something, or at a right click.
 * @param {HTMLElement} element @param {(event: MouseEvent) => void} act
 */
export function onLongPress(element, act) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  let start = { x: 0, y: 0 };
  const cancel = () => clearTimeout(timer);
  element.addEventListener('pointerdown', (event) => {
    cancel();
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      navigator.vibrate?.(10);
      act(event);
    }, HOLD);
  });
  element.addEventListener('pointermove', (event) => {
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLACK) cancel();
  });
  for (const type of ['pointerup', 'pointercancel', 'scroll']) element.addEventListener(type, cancel);
}
