/** What this device holds is on the screen by then, or does not come so soon; in milliseconds after the start. */
const LONGEST = 1000;

let shown = () => {};
/** What can wait until somebody can read does wait for this: every write and request makes the first reading slower. */
export const firstScreen = new Promise((resolve) => {
  shown = () => resolve(undefined);
  setTimeout(shown, LONGEST);
});

/** The first screen is in the page. Called in a frame: it is painted by the time of the next task after the next frame. */
export const noteFirstScreen = () => requestAnimationFrame(() => setTimeout(shown));
