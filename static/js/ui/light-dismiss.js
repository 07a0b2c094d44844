/** Whether the browser itself closes a dialog with `closedby="any"` on a click outside; Safari doesn't yet. */
const known = 'closedBy' in HTMLDialogElement.prototype;

/** Closes a modal dialog on a click outside of it, in browsers that don't. @param {HTMLDialogElement} dialog */
export function closeOnClickOutside(dialog) {
  if (known) return;
  // A press that began within, for example to select text, is not meant for what is outside.
  let began = false;
  dialog.addEventListener('pointerdown', (event) => {
    began = isOutside(dialog, event);
  });
  dialog.addEventListener('click', (event) => {
    if (began && isOutside(dialog, event)) dialog.close();
  });
}

/** Whether the veil was hit: it belongs to the dialog, which ends before it. @param {HTMLDialogElement} dialog @param {MouseEvent} event */
function isOutside(dialog, { target, clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}
