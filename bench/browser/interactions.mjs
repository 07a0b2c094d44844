/**
 * Begins to note, in a page, how long each key press, click and scroll took until its next paint was on the screen, as
 * the browser itself measures it (Event Timing, in steps of 8 ms; what took less than 16 ms is not told apart).
 * Afterwards `globalThis.interactions` is a list of `[kind, milliseconds]`.
 */
() => {
  globalThis.interactions = [];
  const note = ({ name, duration, interactionId }) =>
    (interactionId || name === 'scroll') && globalThis.interactions.push([name, duration]);
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: 'event', durationThreshold: 16 });
};
