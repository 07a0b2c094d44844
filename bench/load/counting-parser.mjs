// socket.io's own parser, except that of a `changes` packet only the numbers are read.
// Parsing every row for two hundred listeners would make the load generator the slower side.
import { Decoder as FullDecoder } from 'socket.io-parser';

export { Encoder } from 'socket.io-parser';

const EVENT = 2;
const CHANGES = /^2\["changes",\s*\{"log":\s*"([^"]+)",\s*"from":\s*(\d+),\s*"to":\s*(\d+),/;

export class Decoder extends FullDecoder {
  add(encoded) {
    const numbers = typeof encoded === 'string' && CHANGES.exec(encoded);
    if (!numbers) return super.add(encoded);
    const packet = { log: numbers[1], from: Number(numbers[2]), to: Number(numbers[3]) };
    this.emitReserved('decoded', { type: EVENT, nsp: '/', data: ['changes', packet] });
  }
}
