// Compares two folders of modules as programs: each file of the first must parse to the same tree as its namesake.
// Prints the names of those that do not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';

const [sources, served] = process.argv.slice(2);

/** @param {string} file the program as a tree, without places */
function tree(file) {
  const program = parse(readFileSync(file, 'utf8'), { ecmaVersion: 'latest', sourceType: 'module' });
  return JSON.stringify(program, (key, value) => (key === 'start' || key === 'end' ? undefined : value));
}

for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.js') && tree(join(sources, name)) !== tree(join(served, name))) process.stdout.write(`${name}\n`);
}
