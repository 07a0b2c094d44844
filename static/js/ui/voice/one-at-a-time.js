/** Two voices at once are none: what begins to play ends what played before. */

/** @type {HTMLMediaElement|null} */
let playing = null;

document.addEventListener(
  'play',
  ({ target }) => {
    if (playing !== target) playing?.pause();
    playing = /** @type {HTMLMediaElement} */ (target);
  },
  { capture: true },
);
