// What goes wrong: the provider breaks off or refuses, the network is away, the server is started anew. The person keeps
// every word that came, reads why, can try again, and pays for no failure.

import assert from 'node:assert/strict';
import {
  answered, ask, balance, emulated, journey, messages, milli, movements, newPage, openChat, signUp, startServer, startWire, textOf, until, written,
} from '../harness.mjs';

const server = await startServer();
// What the browser reports while nobody answers.
const LOST = /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/;

async function chat(allow = []) {
  const page = await newPage({ server, locale: 'en', allow });
  await signUp(page);
  await openChat(page);
  return page;
}

journey('the provider breaks off', async () => {
  const page = await chat();
  await ask(page, '[[cut]] What is a river?');
  const answer = await answered(page, 'interrupted');
  assert.match(await textOf(answer), /^About "\[\[cut\]\] What is a river\?" one can say this: The emulator$/);
  assert.match(await answer.getByRole('status').innerText(), /broke off; what arrived was kept and nothing was charged/);
  assert.deepEqual(await balance(page), { available: 200_000, held: 0 });
  assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'release']);

  await openChat(page, page.url());
  assert.match(await textOf(await answered(page, 'interrupted')), /one can say this: The emulator$/, 'it is still there');
});

for (const [marker, sentence] of [['[[error500]]', /model is (busy|out of order).*No coins were charged/], ['[[ratelimit]]', /model is busy.*No coins were charged/]]) {
  journey(`the provider refuses: ${marker}`, async () => {
    const page = await chat();
    await ask(page, `${marker} Hello`);
    let answer = await answered(page, 'failed');
    assert.match(await answer.getByRole('alert').innerText(), sentence);
    await answer.locator('[data-action="regenerate"]').click();
    await until('a second attempt', async () => /2 of 2/.test(await page.locator('[data-role="assistant"] [data-versions]').innerText({ timeout: 1_000 })));
    answer = await answered(page, 'failed');
    assert.match(await answer.getByRole('alert').innerText(), sentence);
    assert.deepEqual(await balance(page), { available: 200_000, held: 0 });
    assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'release', 'hold', 'release']);

    // The conversation goes on with another question.
    await ask(page, 'Are you back?');
    assert.match(await textOf(await answered(page)), /Are you back/);
  });
}

journey('the connection is lost for a while', async () => {
  const wire = await startWire(server);
  try {
    const page = await newPage({ url: wire.url, locale: 'en', allow: [LOST] });
    await signUp(page);
    await openChat(page);
    const question = '[[slow]] Keep on talking';
    await ask(page, question);
    await written(page);
    const answer = page.locator('[data-role="assistant"]');
    wire.cut();
    await answer.getByText('The connection was lost').waitFor();
    const before = await textOf(answer);
    wire.mend();
    await answer.getByText('The connection was lost').waitFor({ state: 'detached' });
    assert.ok((await textOf(answer)).startsWith(before), 'nothing was lost');
    assert.equal(await textOf(await answered(page)), emulated(question));
    assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'settle']);
  } finally {
    wire.end();
  }
});

journey('the server is started anew', async () => {
  const page = await chat([LOST]);
  const question = '[[slow]] Talk through the restart';
  await ask(page, question);
  await written(page);
  await server.restart();
  assert.equal(await textOf(await answered(page)), emulated(question));
  await openChat(page, page.url());
  assert.equal(await textOf(await answered(page)), emulated(question));
  const cost = milli((await messages(page))[1].coin_cost);
  assert.deepEqual(await balance(page), { available: 200_000 - cost, held: 0 });
  assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'settle']);
});
