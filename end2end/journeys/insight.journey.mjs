// What staff and people see of runs: a failed request is found and read, money is summed, and one's own use is saved.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  answered, ask, axe, balance, becomeAdmin, journey, newPage, noSidewaysScroll, openChat, signUp, startServer, until, visit,
} from '../harness.mjs';

const server = await startServer();

/** The file behind a link, as text with its mark. */
async function saved(page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

journey('staff finds a failure and reads what happened', async () => {
  const member = await newPage({ server, locale: 'en', allow: [/status of 403/] });
  const { email } = await signUp(member);
  await openChat(member);
  await ask(member, '[[ratelimit]] hello');
  await answered(member, 'failed');
  await openChat(member);
  await ask(member, 'Something that works');
  await answered(member);

  const page = await newPage({ server, locale: 'en' });
  await becomeAdmin(page);
  await page.getByRole('link', { name: 'Every request to a provider' }).click();
  await page.waitForURL(/\/admin\/attempts$/);
  const rows = page.locator('tr[data-attempt]');
  await rows.first().getByText('Done').waitFor();
  const all = await rows.count();
  assert.ok(all >= 2, `${all} attempts`);

  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('failed');
  await page.waitForURL(/outcome=failed/);
  await rows.first().getByText('Rate limited').waitFor();
  assert.equal(await rows.filter({ hasText: 'Done' }).count(), 0);
  assert.ok((await rows.count()) < all);
  const { name, text } = await saved(page, page.locator('[data-action="csv"]'));
  assert.equal(name, 'attempts.csv');
  assert.ok(text.startsWith('\uFEFFtime,run,number,person,'), text);
  assert.ok(text.includes(`,${email},chat,failed,openai,openai/`) && !text.includes(',done,'), text);

  // The search takes an address or a run's id, and says when there is nothing.
  await page.getByRole('searchbox').fill('nobody@example.com');
  await page.getByText('No attempt found').waitFor();
  await page.getByRole('searchbox').fill(email);
  await rows.first().getByText('emulated rate limit').waitFor();

  await rows.first().locator('time').click();
  await page.locator('h1', { hasText: 'Request to OpenAI' }).waitFor();
  await page.locator('[data-part="said"]').getByText('emulated rate limit').waitFor();
  await page.getByText('HTTP status').waitFor();
  await noSidewaysScroll(page);
  await axe(page);
  await page.getByRole('link', { name: 'All attempts of this run' }).click();
  await page.waitForURL(/\/admin\/attempts\?q=[0-9a-f-]{36}$/);
  await rows.first().getByText('Rate limited').waitFor();
  await rows.first().getByRole('link', { name: email }).click();
  await page.waitForURL(/\/admin\/users\?q=/);
  await page.locator('main').getByText(email).first().waitFor();

  await visit(page, '/admin/margin');
  await page.locator('main table').getByText('GPT-5').first().waitFor();
  const margin = await saved(page, page.locator('[data-action="csv"]'));
  assert.match(margin.name, /^margin-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  assert.equal(margin.text.trim().split('\r\n').length, 2, margin.text);
  await page.getByRole('link', { name: '7 days' }).click();
  await page.waitForURL(/days=7/);
  await until('seven days', async () => (await page.locator('main figure tbody tr').count()) === 7);

  for (const address of ['/admin/attempts', '/admin/attempts/019aa4c2-7d1e-7a44-9d6b-2f6f0c1f6a10', '/admin/margin']) {
    assert.equal((await visit(member, address)).status(), 403, address);
    await member.locator('[data-stranger]').getByText('This part is for administrators').waitFor();
    assert.equal(await member.locator('main').getByText('Rate limited').count(), 0);
  }
});

journey('a person looks at what was used and saves it', async () => {
  const page = await newPage({ server, locale: 'en' });
  await signUp(page);
  await visit(page, '/app/usage');
  await page.getByText('Nothing ended in this time').waitFor();
  await page.getByRole('link', { name: 'Start a chat' }).click();
  await page.locator('#composer[data-live]').waitFor();
  await ask(page, 'Something to count');
  await answered(page);

  await visit(page, '/app/wallet');
  await page.locator('main header').getByRole('link', { name: 'Usage' }).click();
  await page.waitForURL(/\/app\/usage$/);
  const models = page.locator('section', { has: page.getByRole('heading', { name: 'By model' }) });
  await models.locator('table').getByText('GPT-5').first().waitFor();
  const keys = page.locator('section', { has: page.getByRole('heading', { name: 'By API key' }) });
  await keys.locator('table').getByText('In the dashboard').waitFor();
  assert.equal(await page.locator('figure tbody tr').count(), 30);
  const bar = page.locator('figure .group\\/bar').last();
  await bar.hover();
  await bar.getByText(/runs: 1/).waitFor();

  const { name, text } = await saved(page, models.getByRole('link', { name: 'Download CSV' }));
  assert.match(name, /^usage-by-model-.*\.csv$/);
  const [head, line, ...rest] = text.trim().split('\r\n');
  assert.equal(head.trim(), 'model,name,runs,input_tokens,output_tokens,coins');
  assert.match(line, /^openai\/gpt-5[^,]*,[^,]+,1,\d+,40,\d/);
  assert.deepEqual(rest, []);

  await page.getByRole('link', { name: '7 days' }).click();
  await page.waitForURL(/days=7/);
  await until('seven days', async () => (await page.locator('figure tbody tr').count()) === 7);
  assert.equal(await page.getByRole('link', { name: '7 days' }).getAttribute('aria-current'), 'true');
});

journey('staff decides about a run whose answer was lost', async () => {
  // A picture may cost more than a new account has.
  const own = await startServer({ env: { SIGNUP_COINS: '5000' } });
  const member = await newPage({ server: own, locale: 'en' });
  const { email } = await signUp(member);
  const headers = { origin: own.url };
  const { key } = await (await member.request.post('/api/v1/api-keys', { data: { name: 'pictures' }, headers })).json();
  for (const prompt of ['[[lost]] a house', '[[lost]] a tree']) {
    const answer = await fetch(`${own.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'openai/gpt-image-2.5-flare', prompt }),
    });
    assert.equal(answer.status, 502, await answer.text());
  }
  const frozen = await balance(member);
  assert.ok(frozen.held > 0);

  const page = await newPage({ server: own, locale: 'en' });
  await becomeAdmin(page);
  await page.getByRole('link', { name: 'Runs whose coins are frozen' }).click();
  await page.waitForURL(/\/admin\/uncertain$/);
  const runs = page.locator('li[data-run]');
  await runs.first().getByText(email).waitFor();
  assert.equal(await runs.count(), 2);
  assert.ok(await page.locator('[data-action="charge"]').isDisabled());
  await noSidewaysScroll(page);
  await axe(page);

  // One is given back; a decision says why.
  await runs.first().getByRole('checkbox').check();
  await page.locator('[data-action="release"]').click();
  const dialog = page.locator('dialog#decide');
  await dialog.getByText(/All of their coins, together .* coins, go back/).waitFor();
  await dialog.getByRole('button', { name: 'Give everything back' }).click();
  await dialog.locator('#field-note-error').getByText(/./).waitFor();
  await axe(page, { within: 'dialog#decide' });
  await dialog.getByLabel('Note').fill('Not on the bill');
  await dialog.getByRole('button', { name: 'Give everything back' }).click();
  await page.getByText('Runs decided: 1.').waitFor();
  await until('one run', async () => (await runs.count()) === 1);
  const back = await balance(member);
  assert.equal(back.held, frozen.held / 2);

  // The other pays its estimate, never more than was frozen.
  await page.locator('[data-action="choose-all"]').check();
  await page.locator('[data-action="charge"]').click();
  await dialog.getByLabel('Note').fill('On the bill');
  await dialog.getByRole('button', { name: 'Charge the estimate' }).click();
  await page.getByText('Nothing waits for a decision').waitFor();
  const end = await balance(member);
  assert.equal(end.held, 0);
  assert.ok(end.available < 5_000_000 && end.available >= back.available, JSON.stringify({ frozen, back, end }));
});
