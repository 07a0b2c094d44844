import { Unreadable } from './unreadable.js';

/** In characters. The longest row there is holds a text of 10,000, twice. */
const LONGEST = 1024 * 1024;

/** The lines of a text that comes in pieces of bytes. @param {AsyncIterable<Uint8Array>} pieces @returns {AsyncGenerator<string>} */
export async function* linesOf(pieces) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decode(decoder, piece)).split('\n');
    rest = /** @type {string} */ (lines.pop());
    if (rest.length > LONGEST || lines.some((line) => line.length > LONGEST)) throw new Unreadable('hostile');
    yield* lines;
  }
  rest += decode(decoder);
  if (rest) yield rest;
}

/** @param {TextDecoder} decoder @param {Uint8Array} [piece] without one: the end */
function decode(decoder, piece) {
  try {
    return decoder.decode(piece, { stream: piece !== undefined });
  } catch {
    throw new Unreadable('damaged');
  }
}
