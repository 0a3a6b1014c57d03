// An answer is stopped; another one is asked for beside it; the conversation is renamed and deleted.

import assert from 'node:assert/strict';
import { answered, ask, balance, journey, messages, milli, movements, newPage, openChat, signUp, startServer, textOf, until, written } from '../harness.mjs';

const server = await startServer();

journey('stop, ask for another answer, rename, delete', async () => {
  const page = await newPage({ server, locale: 'en' });
  await signUp(page);
  await openChat(page);
  await page.locator('#composer').fill('[[slow]] Count to a thousand');
  const price = await page.locator('[data-quote="enough"]:visible').innerText();
  const maximum = milli(/at most ([\d.]+) coin/.exec(price)[1]);
  await ask(page, '[[slow]] Count to a thousand');

  // Stop: what came stays, and no more than the quote is paid.
  const heard = await written(page);
  await page.locator('[data-action="stop"]').click();
  const stopped = await answered(page, 'cancelled');
  const kept = await textOf(stopped);
  assert.ok(kept.startsWith(heard), `“${heard}” became “${kept}”`);
  assert.match(await stopped.innerText(), /You stopped this answer/);
  const cost = milli((await messages(page))[1].coin_cost);
  assert.ok(cost > 0 && cost <= maximum, `${cost} of at most ${maximum}`);
  assert.deepEqual(await balance(page), { available: 200_000 - cost, held: 0 });
  assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'settle']);

  // Another answer: a version beside the first. Esc stops this one.
  await stopped.locator('[data-action="regenerate"]').click();
  await written(page);
  await page.keyboard.press('Escape');
  const other = await answered(page, 'cancelled');
  assert.match(await other.locator('[data-versions]').innerText(), /2 of 2/);
  assert.equal(await page.locator('[data-role="user"]').count(), 1);
  await other.locator('[data-action="previous-version"]').click();
  const first = page.locator('[data-role="assistant"]');
  await until('the first version', async () => /1 of 2/.test(await first.locator('[data-versions]').innerText()));
  assert.equal(await textOf(first), kept);
  const said = await messages(page);
  assert.equal(said.length, 3);
  assert.equal(said[1].parent_id, said[2].parent_id, 'siblings');

  // Rename, from the menu above the messages.
  const menu = page.locator('main header details');
  await menu.locator('summary').click();
  await menu.locator('[data-action="rename"]').click();
  await page.locator('#conversation-title').fill('Numbers');
  await page.locator('#rename-conversation button[type="submit"]').click();
  await page.locator('main header h2', { hasText: /^Numbers$/ }).waitFor();
  await page.locator('[data-conversation]', { hasText: /^Numbers$/ }).waitFor();

  // Delete: asked first, then gone, also from the server.
  const address = page.url();
  await menu.locator('summary').click();
  await menu.locator('[data-action="delete"]').click();
  await page.locator('#delete-conversation').getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(/\/app\/chat$/);
  await page.locator('[data-conversation]').waitFor({ state: 'detached' });
  page.allowed.push(/status of 404/);
  const gone = await page.goto(address);
  assert.equal(gone.status(), 404);
});
