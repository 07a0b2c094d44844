import { html, render } from 'lit-html';
import { mark } from './mark.js';
import { words } from './words.js';

/** Instead of the application, when it can't start: what is wrong, and a way on. @param {string} sentence */
export function showProblem(sentence) {
  const screen = document.getElementById('start') ?? document.querySelector('qu-app');
  if (!screen) return;
  const place = document.createElement('div');
  place.className = 'start-screen';
  screen.replaceWith(place);
  render(
    html`${mark()}
      <p role="alert">${sentence}</p>
      <button class="button primary" @click=${() => location.reload()}>${words.tryAgain}</button>`,
    place,
  );
}
