import { html, render } from 'lit-html';
import { mark } from './mark.js';
import { words } from './words.js';

/**
 * Instead of the application, when it can't start: what is wrong, and ways on.
 * @param {string} sentence @param {{label: string, run: () => void}[]} [ways] besides trying again
 */
export function showProblem(sentence, ways = []) {
  const screen = document.getElementById('start') ?? document.querySelector('qu-app');
  if (!screen) return;
  const place = document.createElement('div');
  // When it goes on by itself after all, the application takes this place.
  place.id = 'start';
  place.className = 'start-screen';
  screen.replaceWith(place);
  render(
    html`${mark()}
      <p role="alert">${sentence}</p>
      <button class="button primary" @click=${() => location.reload()}>${words.tryAgain}</button>
      ${ways.map(({ label, run }) => html`<button class="button" @click=${run}>${label}</button>`)}`,
    place,
  );
}
