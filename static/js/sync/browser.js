/**
 * What the browser lets a page know about itself and the network.
 * @param {{nudge: () => void, away: () => void, back: () => void}} hears `nudge`: network or computer may be back, or
 *   gone; `away`: the tab closes, or rests for the back button; `back`: it was brought back from there
 * @returns {() => void} the end of it
 */
export function listenToBrowser({ nudge, away, back }) {
  if (typeof window === 'undefined') return () => {};
  const seen = () => document.visibilityState === 'visible' && nudge();
  /** @type {[EventTarget, string, () => void][]} */
  const ears = [
    [window, 'online', nudge],
    [window, 'offline', nudge],
    [document, 'visibilitychange', seen],
    [window, 'pagehide', away],
    [window, 'pageshow', back],
  ];
  for (const [target, event, fn] of ears) target.addEventListener(event, fn);
  return () => {
    for (const [target, event, fn] of ears) target.removeEventListener(event, fn);
  };
}
