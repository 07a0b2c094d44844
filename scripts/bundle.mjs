/**
 * Puts the client together: `node scripts/bundle.mjs`. What stands in static/js/ and static/css/ becomes a few files in
 * static/bundle/, served under the same addresses as far as anybody asks for them:
 *
 * - `js/app.js` with `js/chunks/app.js`: all that the first screen needs. `js/chunks/conversation.js`: what an open
 *   conversation needs besides. Other chunks: parts that come when somebody asks for them, and what several of these share.
 * - `css/app.css` with all that it imports: a page runs no module before it has its styles.
 * - Workers, and whatever else the application does not import: one file each.
 * - For each module of the first two chunks a line that hands on what is running there: for the console, the benchmark,
 *   and tests.
 *
 * Names stay; comments and white space go. `bundle.json` says what went in, so that the server knows a bundle that is
 * older than its sources, and which files the first screen and the service worker ask for.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const STATIC = fileURLToPath(new URL('../static', import.meta.url));
const MODULES = join(STATIC, 'js');
const BUNDLE = join(STATIC, 'bundle');
const DRAFT = `${BUNDLE}.new`;
const APP = join(MODULES, 'app.js');
const CONVERSATION = join(MODULES, 'ui', 'conversation', 'conversation.js');
/** The search's own door, which the benchmark opens, too. */
const SEARCH = join(MODULES, 'search', 'client.js');
const STYLES = join(STATIC, 'css', 'app.css');
/** Come by the import map, each in its time: one is no module, the other larger than any screen. */
const APART = ['highlight.js', 'tus-js-client'];
/** A library for one mode only: the service worker keeps it once it was used. */
const SELDOM = 'fake-indexeddb';

/** @type {Record<string, string>} */
const vendor = JSON.parse(readFileSync(join(STATIC, 'vendor.json'), 'utf8'));

/** @typedef {import('rolldown').OutputChunk} Chunk */
/** @typedef {Map<string, readonly string[]>} Graph file → the files that it imports from the beginning */

/** Where a library is says the same table that the import map is made of. */
const libraries = {
  name: 'libraries',
  /** @param {string} specifier */
  resolveId: (specifier) => (vendor[specifier] ? join(STATIC, 'vendor', vendor[specifier]) : null),
};

/**
 * @param {string[]} files which others ask for by address
 * @param {import('rolldown').OutputOptions} [how] @param {import('rolldown').Plugin[]} [plugins]
 */
async function build(files, how = {}, plugins = []) {
  const bundle = await rolldown({
    input: Object.fromEntries(files.map((file) => [relative(STATIC, file).replace(/\.js$/, ''), file])),
    plugins: [libraries, ...plugins],
    external: APART,
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await bundle.generate({
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'js/chunks/[name].js',
    minifyInternalExports: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    ...how,
  });
  await bundle.close();
  return output.filter((part) => part.type === 'chunk');
}

/** Who imports whom in the application. @returns {Promise<Graph>} */
async function imports() {
  /** @type {Graph} */
  const graph = new Map();
  /** @type {import('rolldown').Plugin} */
  const note = { name: 'note', moduleParsed: ({ id, importedIds }) => void graph.set(id, importedIds) };
  await build([APP], {}, [note]);
  return graph;
}

/** A file and all that comes with it. @param {Graph} graph @param {string} file */
function withImports(graph, file, found = new Set([file])) {
  for (const next of graph.get(file) ?? []) {
    if (!found.has(next) && graph.has(next)) withImports(graph, next, found.add(next));
  }
  return found;
}

/** The application in its parts. @param {Graph} graph */
function application(graph) {
  if (!graph.has(CONVERSATION)) throw new Error(`Nobody asks for ${CONVERSATION} any more.`);
  const app = withImports(graph, APP);
  const conversation = withImports(graph, CONVERSATION);
  // The conversation itself is asked for at once, and would come one line later.
  const byAddress = [...app, ...conversation, SEARCH].filter(
    (file) => file.startsWith(MODULES) && file !== CONVERSATION,
  );
  return build(byAddress, {
    codeSplitting: {
      groups: [
        { name: 'app', test: (file) => app.has(file), priority: 2 },
        { name: 'conversation', test: (file) => conversation.has(file), priority: 1 },
      ],
    },
  });
}

/** Whatever is no part of it. @param {Graph} graph */
async function others(graph) {
  const files = modules().filter((file) => !graph.has(file));
  return (await Promise.all(files.map((file) => build([file], { codeSplitting: false })))).flat();
}

const modules = () =>
  readdirSync(MODULES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(MODULES, name))
    .sort();

/** @param {Chunk} chunk */
const files = ({ moduleIds }) => moduleIds.filter((id) => id.startsWith(STATIC));

/** It only hands on what another one has. @param {Chunk} chunk */
const handsOn = (chunk) => chunk.isEntry && files(chunk).length === 0;

/** @param {Chunk} chunk */
function write(chunk) {
  const target = join(DRAFT, chunk.fileName);
  mkdirSync(dirname(target), { recursive: true });
  const map = handsOn(chunk) ? null : chunk.map;
  writeFileSync(target, chunk.code.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, map ? '$&' : '\n'));
  if (map) writeFileSync(`${target}.map`, map.toString());
}

const IMPORT = /@import url\("([^"]+)"\) layer\((\w+)\);/g;

/** The style sheet, and the files that it was made of. */
function styles() {
  const from = [STYLES];
  const whole = readFileSync(STYLES, 'utf8').replace(IMPORT, (_, name, layer) => {
    const file = join(dirname(STYLES), name);
    from.push(file);
    return `@layer ${layer} {\n${readFileSync(file, 'utf8')}}`;
  });
  const css = whole.replace(/\/\*.*?\*\//gs, '').replace(/\n\s+/g, '\n');
  if (css.includes('@import')) throw new Error('app.css imports something in another way than the rest.');
  return { css, from };
}

/** @param {Chunk[]} chunks @param {string[]} sheets */
function description(chunks, sheets) {
  const from = [...new Set([...modules(), ...chunks.flatMap(files), ...sheets])].sort();
  const first = [...withImports(new Map(chunks.map(({ fileName, imports }) => [fileName, imports])), 'js/app.js')];
  const whole = chunks.filter((chunk) => !handsOn(chunk) && isWanted(chunk)).map(({ fileName }) => fileName);
  return {
    from: Object.fromEntries(from.map((file) => [relative(STATIC, file), digest(file)])),
    first,
    kept: [...new Set([...first, ...whole, 'css/app.css'])],
  };
}

/** @param {Chunk} chunk */
const isWanted = (chunk) => !files(chunk).some((file) => relative(join(STATIC, 'vendor'), file).startsWith(SELDOM));

/** @param {string} file */
const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

const graph = await imports();
const chunks = [...(await application(graph)), ...(await others(graph))];
const { css, from } = styles();
rmSync(DRAFT, { recursive: true, force: true });
chunks.forEach(write);
mkdirSync(join(DRAFT, 'css'));
writeFileSync(join(DRAFT, 'css', 'app.css'), css);
writeFileSync(join(DRAFT, 'bundle.json'), JSON.stringify(description(chunks, from), null, 1));
rmSync(BUNDLE, { recursive: true, force: true });
renameSync(DRAFT, BUNDLE);
