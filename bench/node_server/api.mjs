// The few HTTP routes that the load generator uses, on plain node:http.
import { randomUUID } from 'node:crypto';

export function createApi(store) {
  const routes = {
    'POST /api/v1/auth/register': (_user, body) => {
      const id = randomUUID();
      store.insertUser.run(id, body.username, body.password);
      return { user: { id, username: body.username } };
    },
    'POST /api/v1/auth/token': (_user, body) => {
      const token = randomUUID();
      const user = store.setToken.get(token, body.username, body.password);
      return { token, device_id: randomUUID(), user: { id: user.id, username: body.username } };
    },
    'POST /api/v1/conversations': (user, body) => ({ conversation: store.createConversation(user, body) }),
    'GET /api/v1/messages': (user, _body, id, limit) => ({ messages: store.newestMessages(user, id, limit) }),
  };

  return async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const [, messages, id] = url.pathname.match(/^(\/api\/v1\/messages)\/(.+)$/) ?? [];
    const route = routes[`${request.method} ${messages ?? url.pathname}`];
    if (!route) return answer(response, 404, { error: { code: 'not_found' } });
    try {
      const user = store.userOfToken.get(bearer(request))?.id;
      const body = request.method === 'POST' ? await json(request) : null;
      answer(response, 200, route(user, body, id, Number(url.searchParams.get('limit') ?? 50)));
    } catch (error) {
      answer(response, 404, { error: { code: error.message } });
    }
  };
}

const bearer = (request) => request.headers.authorization?.replace('Bearer ', '') ?? '';

async function json(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks));
}

function answer(response, status, body) {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': text.length }).end(text);
}
