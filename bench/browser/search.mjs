/**
 * Local search, measured in a signed-in page: fills a conversation of its own, lets the worker read it, and asks.
 * `answers`: milliseconds from asking to the answer being here, with its hits, as the screen gets it.
 */
async ({ messages, rounds, questions }) => {
  const js = new URL('.', document.querySelector('script[type="module"][src]').src).href;
  const [{ context }, { openSearch }] = await Promise.all([
    import(`${js}ui/context.js`),
    import(`${js}search/client.js`),
  ]);
  const { store } = context;
  const conversationId = '0194c0de-0000-7000-8000-00000000be9c';

  let seed = 7;
  const random = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const SYLLABLES = 'ga lo pro ti mer sun lib ra ken do vi sto plan et arm ing er ou qua zel'.split(' ');
  const vocabulary = Array.from({ length: 8000 }, () =>
    Array.from({ length: 1 + random() * 3 }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join(''),
  );
  // A few words are frequent and most are rare, as in any language.
  const word = () => vocabulary[Math.floor(random() ** 2.2 * vocabulary.length)];
  const row = (ordinal) => ({
    id: `0194c0de-${(ordinal >>> 16).toString(16).padStart(4, '0')}-7000-8000-${(ordinal & 0xffff).toString(16).padStart(12, '0')}`,
    conversation_id: conversationId,
    ordinal,
    sender_id: store.userId,
    role: 'user',
    content: Array.from({ length: 3 + random() * 22 }, word).join(' '),
    thinking: null,
    meta: null,
    reply_to: null,
    attachments: [],
    context_ids: [],
    encrypted_content: null,
    created_at: new Date(Date.UTC(2026, 0, 1) + ordinal * 60_000).toISOString(),
    edited_at: null,
    deleted_at: null,
    version: ordinal,
    era: 0,
    local: null,
  });
  for (let first = 1; first <= messages; first += 1000) {
    const count = Math.min(1000, messages - first + 1);
    await store.db.messages.bulkPut(Array.from({ length: count }, (_, index) => row(first + index)));
  }

  const search = openSearch(store);
  let number = 0;
  /** Resolves with the answer that `wanted` waits for, and how long it took to come. */
  const ask = (words, wanted = () => true) =>
    new Promise((resolve) => {
      const began = performance.now();
      number += 1;
      const end = search.subscribe((found) => {
        if (found?.number !== number || !wanted(found)) return;
        queueMicrotask(() => end());
        resolve({ milliseconds: performance.now() - began, total: found.total, searched: found.size });
      });
      search.ask({ words, conversationIds: [conversationId], limit: 50 });
    });

  const ready = await ask(questions[0], ({ complete }) => complete);
  const answers = [];
  for (let round = 0; round < rounds; round++) {
    for (const words of questions) answers.push({ words, ...(await ask(words)) });
  }
  search.rest();
  await store.db.messages
    .where('[conversation_id+ordinal]')
    .between([conversationId, 0], [conversationId, Infinity])
    .delete();
  return { messages: ready.searched, readyMilliseconds: ready.milliseconds, answers };
};
