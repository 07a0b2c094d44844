import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { ApiError, actFor, request, whoAmI } from '../../static/js/net/http.js';
import { toApiError } from '../../static/js/net/socket.js';
import { describeError } from '../../static/js/sync/errors.js';

/** @type {{method: string, path: string, headers: Record<string, string>, body: any}[]} */
let asked = [];
/** @type {(path: string, headers: any) => [number, any, Record<string, string>?]|Promise<never>} */
let server = () => [200, {}];
let user = 'ada';
let token = 'one';

const { fetch } = globalThis;
beforeEach(() => {
  asked = [];
  user = 'ada';
  token = 'one';
  actFor(`nobody ${Math.random()}`);
  actFor('ada');
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ url, /** @type {any} */ { method, headers, body }) => {
      const path = url.replace('/api/v1', '');
      asked.push({ method, path, headers, body });
      const me = { user: { id: user }, csrf_token: token };
      const [status, answer, given = {}] = path === '/auth/me' ? [200, me] : await server(path, headers);
      return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer), { status, headers: given });
    }
  );
});
afterEach(() => {
  globalThis.fetch = fetch;
});
const paths = () => asked.map(({ method, path }) => `${method} ${path}`);

test('a change carries the CSRF token, which is asked for once', async () => {
  server = () => [200, { done: true }];
  assert.deepEqual(await request('POST', '/x', { a: 1 }), { done: true });
  await request('PATCH', '/y', {});
  await request('GET', '/z');
  assert.deepEqual(paths(), ['GET /auth/me', 'POST /x', 'PATCH /y', 'GET /z']);
  assert.deepEqual(
    asked.map(({ headers }) => headers['X-CSRFToken']),
    [undefined, 'one', 'one', undefined],
  );
  assert.equal(asked[1].body, '{"a":1}');
  actFor('bob');
  user = 'bob';
  await request('POST', '/x', {});
  assert.equal(asked[4].path, '/auth/me', 'another person’s requests carry another token');
});

test('an old token is renewed once, a true refusal is not repeated', async () => {
  server = (_path, headers) =>
    headers['X-CSRFToken'] === token ? [200, {}] : [403, { error: { code: 'forbidden', message: 'old' } }];
  await request('POST', '/x', {});
  token = 'two';
  await request('POST', '/x', {});
  server = () => [403, { error: { code: 'forbidden', message: 'no' } }];
  asked = [];
  await assert.rejects(request('POST', '/x', {}), { status: 403, message: 'no' });
  assert.deepEqual(paths(), ['POST /x', 'GET /auth/me']);
});

test('nothing is sent under the name of somebody who signed in meanwhile', async () => {
  server = (_path, headers) =>
    headers['X-CSRFToken'] === token ? [200, {}] : [403, { error: { code: 'forbidden', message: 'old' } }];
  await request('POST', '/x', {});
  [user, token] = ['bob', 'two'];
  asked = [];
  await assert.rejects(request('POST', '/x', {}), { status: 401, code: 'other_user' });
  await whoAmI();
  await assert.rejects(request('POST', '/x', {}), { status: 401, code: 'other_user' });
  assert.ok(asked.every(({ headers }) => headers['X-CSRFToken'] !== 'two'));
});

test('errors carry what the server said', async () => {
  const error = { code: 'rate_limited', message: 'Slow down.', details: { a: 1 } };
  server = () => [429, { error }, { 'Retry-After': '7' }];
  await assert.rejects(request('GET', '/x'), { ...error, status: 429, retryAfter: 7 });
  server = () => [502, '<html>Bad gateway</html>'];
  await assert.rejects(request('GET', '/x'), { status: 502, code: 'internal' });
  server = () => [200, '<html>Sign in to the café’s network</html>'];
  await assert.rejects(request('GET', '/x'), { status: 0, code: 'offline' });
  server = () => Promise.reject(new TypeError('Failed to fetch'));
  await assert.rejects(request('GET', '/x'), { status: 0, code: 'offline' });
});

test('an acknowledged error is the same as over HTTP', () => {
  const statuses = Object.fromEntries(
    [
      'unauthenticated',
      'not_found',
      'validation_failed',
      'reset',
      'rate_limited',
      'read_only',
      'internal',
      'id_conflict',
    ].map((code) => [code, toApiError({ code }).status]),
  );
  assert.deepEqual(statuses, {
    unauthenticated: 401,
    not_found: 404,
    validation_failed: 422,
    reset: 409,
    rate_limited: 429,
    read_only: 503,
    internal: 500,
    id_conflict: 409,
  });
  assert.equal(toApiError({ code: 'rate_limited', details: { retry_after: 9 } }).retryAfter, 9);
  assert.equal(toApiError(undefined).status, 500);
});

test('a server that is down is another thing than a missing network', (t) => {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  t.after(() => {
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
    else Reflect.deleteProperty(globalThis, 'navigator');
  });
  for (const [onLine, code] of /** @type {const} */ ([
    [true, 'unreachable'],
    [false, 'offline'],
  ])) {
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { onLine } });
    assert.equal(describeError(new ApiError({ status: 0, code: 'offline', message: '' })).code, code);
  }
});

test('each failure is told in a sentence, with what to do', () => {
  const offline = describeError(new ApiError({ status: 0, code: 'offline', message: '' }));
  assert.deepEqual([offline.code, offline.action], ['offline', 'retry']);
  assert.match(offline.message, /^This device has no network\. .+\.$/);
  assert.equal(describeError(new ApiError({ status: 502, code: 'internal', message: '' })).code, 'unreachable');
  assert.equal(describeError(new ApiError({ status: 503, code: 'read_only', message: '' })).code, 'read_only');
  assert.equal(describeError({ status: 401, code: 'unauthenticated' }).action, 'sign-in');
  assert.equal(describeError({ name: 'AbortError', inner: { name: 'QuotaExceededError' } }).code, 'quota');
  assert.equal(describeError(new TypeError('x')).code, 'device');
  assert.deepEqual(describeError({ status: 418, code: 'odd', message: 'Teapot.' }), {
    code: 'odd',
    message: 'Teapot.',
    action: 'retry',
  });
});
