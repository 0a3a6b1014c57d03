// Two tabs on one conversation: both show the same answer as it grows and as it ends, and nothing is sent twice.

import assert from 'node:assert/strict';
import { answered, ask, emulated, journey, messages, movements, newPage, newTab, openChat, signUp, startServer, textOf, until, written } from '../harness.mjs';

const server = await startServer();

journey('two tabs, one answer', async () => {
  const first = await newPage({ server, locale: 'en' });
  await signUp(first);
  await openChat(first);
  const question = '[[slow]] Say it in both tabs';
  await ask(first, question);
  await written(first);
  await first.waitForURL(/\/app\/chat\/.{36}$/);

  const second = await newTab(first);
  await openChat(second, first.url());
  const early = await written(second);
  const later = await until('more text in the first tab', async () => {
    const text = await textOf(first.locator('[data-role="assistant"]'));
    return text.length > early.length && text;
  });
  assert.ok(later.startsWith(early), 'both say the same');

  // While it is being written there is a stop button in place of the send button, and Enter sends nothing.
  for (const page of [first, second]) {
    assert.equal(await page.locator('[data-action="send"]').count(), 0);
    await page.locator('#composer').fill('And once more');
    await page.locator('#composer').press('Enter');
    await page.locator('#composer').press('Enter');
  }

  for (const page of [first, second]) {
    assert.equal(await textOf(await answered(page)), emulated(question));
    assert.equal(await page.locator('#composer').inputValue(), 'And once more', 'what was typed waits');
  }
  assert.equal((await messages(first)).length, 2);

  // Twice Enter, at once: one message.
  await first.locator('#composer').evaluate((area) => {
    const enter = () => area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    enter();
    enter();
  });
  await first.locator('[data-role="assistant"]').nth(1).waitFor();
  await answered(first);
  assert.equal((await messages(first)).length, 4);
  assert.deepEqual(await movements(first), ['signup_grant', 'hold', 'settle', 'hold', 'settle']);
});
