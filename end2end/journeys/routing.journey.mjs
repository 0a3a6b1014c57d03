// Staff decides which model does what: moves a candidate up by keyboard, gives it a condition, saves, tries it dry, adds and
// removes one, and gives everything back. A chat without a chosen model follows at once.

import assert from 'node:assert/strict';
import { answered, ask, axe, becomeAdmin, journey, newPage, noSidewaysScroll, openChat, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();
const order = (page) => page.locator('[data-candidate]').evaluateAll((rows) => rows.map((row) => row.dataset.candidate));
const stored = (page) => page.evaluate(async () => (await (await fetch('/api/v1/admin/routes/chat')).json()).candidates.map((one) => one.model_id));
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'));

journey('candidates are reordered, saved and tried', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/status of 422/] });
  await becomeAdmin(page);
  await visit(page, '/admin/routing');
  await page.locator('[data-task="chat"] a').getByText('GPT-5 mini').waitFor();
  assert.equal(await page.locator('[data-task]').count(), 20);
  await page.locator('[data-task="chat"] a').click();
  await page.waitForURL(/\/admin\/routing\/chat$/);
  await page.locator('h1', { hasText: 'Chat' }).waitFor();
  const before = await order(page);
  assert.equal(before[0], 'openai/gpt-5-mini');
  assert.equal(before.at(-1), 'sandbox');

  // Another model that can do this is found and added at the end.
  await page.locator('#add-candidate').fill('gpt-5.1');
  await page.getByRole('button', { name: 'Add GPT-5.1' }).click();
  await page.locator('[data-part="add"]').getByText('In the list').waitFor();
  assert.equal((await order(page)).at(-1), 'openai/gpt-5.1');

  // The keyboard takes it to the top; the focus stays on it, and at the top goes to the other button.
  await page.getByRole('button', { name: 'Move GPT-5.1 up' }).focus();
  for (let place = before.length; place > 0; place -= 1) {
    await page.keyboard.press('Enter');
    await until(`place ${place}`, async () => (await order(page))[place - 1] === 'openai/gpt-5.1');
    const expected = place > 1 ? 'Move GPT-5.1 up' : 'Move GPT-5.1 down';
    await until('the focus', async () => (await focused(page)) === expected);
  }
  await page.locator('[role="status"]', { hasText: 'GPT-5.1 is now at place 1.' }).waitFor({ state: 'attached' });

  // A wrong condition stands beside its field.
  const first = page.locator('[data-candidate="openai/gpt-5.1"]');
  await first.locator('summary').click();
  await first.getByLabel('Countries').fill('Germany');
  await page.getByRole('button', { name: 'Save' }).click();
  await first.getByText('Choose one of the options').waitFor();
  await first.getByLabel('Countries').fill('de');
  await first.getByLabel('Price at most').fill('20,000');
  await axe(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The policy was saved.').waitFor();
  assert.deepEqual(await stored(page), ['openai/gpt-5.1', ...before]);
  await first.getByText('from DE · up to 20,000 coins').waitFor();

  // Dry: a request from Germany takes it, one from nowhere does not.
  const trial = page.locator('[data-part="dry-run"]');
  await trial.getByRole('button', { name: 'Try' }).click();
  await trial.locator('[data-tried="openai/gpt-5.1"]', { hasText: 'It is for other countries.' }).waitFor();
  await trial.locator('[data-tried="openai/gpt-5-mini"]', { hasText: 'Asked' }).waitFor();
  await trial.locator('#try-country').fill('DE');
  await trial.getByRole('button', { name: 'Try' }).click();
  await trial.locator('[data-tried="openai/gpt-5.1"]', { hasText: 'Asked' }).waitFor();
  await trial.locator('[data-tried="openai/gpt-5-mini"]', { hasText: 'Stands in' }).waitFor();
  await trial.locator('[data-tried="groq/openai/gpt-oss-120b"]', { hasText: 'Its provider is off.' }).waitFor();
  await axe(page);

  // Off and gone: the trial follows what is saved.
  await first.getByRole('switch').click();
  await page.getByRole('button', { name: 'Remove Gemini 3.8 Flash' }).click();
  await trial.getByText('The saved policy is tried.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await trial.locator('[data-tried="openai/gpt-5.1"]', { hasText: 'Not in use here.' }).waitFor();
  assert.ok(!(await stored(page)).includes('gemini/gemini-3.8-flash'));

  await page.getByRole('button', { name: 'Back to the seed' }).click();
  await page.locator('#reset-policy').getByRole('button', { name: 'Back to the seed' }).click();
  await page.getByText("The policy is the seed's again.").waitFor();
  assert.deepEqual(await order(page), before);
});

journey('a chat without a chosen model follows the policy', async () => {
  const own = await startServer();
  const boss = await newPage({ server: own, locale: 'fa' });
  await becomeAdmin(boss);
  const page = await newPage({ server: own, locale: 'en' });
  await signUp(page);
  await openChat(page);
  await page.locator('[data-action="choose-model"]', { hasText: 'Automatic' }).waitFor();
  await ask(page, 'hello');
  await answered(page);
  await page.getByRole('article', { name: "GPT-5 mini's answer" }).waitFor();

  await visit(boss, '/admin/routing/chat');
  await boss.locator('#add-candidate').fill('gpt-5.1');
  await boss.locator('[data-found="openai/gpt-5.1"] button').click();
  const mini = boss.locator('[data-candidate="openai/gpt-5-mini"]');
  await mini.getByRole('switch').click();
  await boss.getByRole('button', { name: 'ذخیره' }).click();
  await boss.getByText('از درخواست بعدی به کار می‌آید').waitFor();

  await ask(page, 'and now?');
  await answered(page);
  await page.getByRole('article', { name: "GPT-5.1's answer" }).waitFor();
});

journey('a member stays outside, a phone has room', async () => {
  const own = await startServer();
  const boss = await newPage({ server: own, locale: 'fa', width: 390, theme: 'dark', allow: [/status of 404/] });
  await becomeAdmin(boss);
  for (const address of ['/admin/routing', '/admin/routing/tts']) {
    await visit(boss, address);
    await noSidewaysScroll(boss);
    await axe(boss);
  }
  const page = await newPage({ server: own, locale: 'fa', width: 390, allow: [/status of 403/, /status of 404/] });
  await signUp(page);
  for (const address of ['/admin/routing', '/admin/routing/chat']) {
    assert.equal((await visit(page, address)).status(), 403);
    await page.locator('[data-stranger]').first().waitFor();
  }
  assert.equal((await visit(boss, '/admin/routing/no-such-task')).status(), 404);
});
