// API keys: made on the page, shown once, used by a program, rotated, revoked.

import assert from 'node:assert/strict';
import { axe, journey, newPage, noSidewaysScroll, shot, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();

/** What a program with this key gets. */
const models = async (key) => (await fetch(`${server.url}/api/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status;

const row = (page, name) => page.locator(`li[data-key="${name}"]`);

/** Opens a key's menu and chooses from it. */
async function act(page, name, action) {
  await row(page, name).locator('summary').click();
  await row(page, name).locator(`[data-action="${action}"]`).click();
}

/** Reads the key that is shown once, and says that it is safe. */
async function keep(page) {
  const dialog = page.locator('#reveal-key');
  const key = (await dialog.locator('[data-key-text]').innerText()).trim();
  const done = dialog.locator('[data-action="close-key"]');
  assert.equal(await done.isDisabled(), true, 'not before it is saved');
  await page.keyboard.press('Escape');
  assert.equal(await dialog.isVisible(), true, 'a slip does not lose it');
  await axe(page);
  await dialog.getByRole('checkbox').check();
  await done.click();
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(!(await page.content()).includes(key), 'it is gone from the page');
  return key;
}

for (const [locale, width] of [['en', 1440], ['fa', 390]]) {
  journey(`a key is made, used, rotated and revoked: ${locale}, ${width} px`, async () => {
    const page = await newPage({ server, locale, width, allow: [/status of (401|422)/] });
    await signUp(page);
    await visit(page, '/app/keys');
    await shot(page, `keys-empty-${locale}-${width}`);
    await axe(page);

    // What is wrong stands beside its field.
    await page.locator('[data-action="create-key"]').click();
    const form = page.locator('#create-key form');
    await form.locator('#key-addresses').fill('somewhere');
    await form.locator('button[type="submit"]').click();
    await until('both errors', async () => (await form.locator('[aria-invalid="true"]').count()) === 2);
    await form.locator('#key-name').fill('shop');
    await form.locator('#key-addresses').fill('127.0.0.0/8');
    await form.locator('#key-limit').fill('۱۰۰');
    await form.locator('#key-end').selectOption('30');
    await shot(page, `keys-create-${locale}-${width}`, { fullPage: false });
    await axe(page);
    await form.locator('button[type="submit"]').click();
    await page.locator('#reveal-key [data-key-text]').waitFor();
    await shot(page, `keys-reveal-${locale}-${width}`, { fullPage: false });
    const key = await keep(page);
    assert.match(key, /^sk-aimall-[\w-]{47}$/);
    assert.equal(await row(page, 'shop').getAttribute('data-state'), 'active');
    assert.equal(await models(key), 200);
    assert.equal(await models(key.slice(0, -1) + (key.endsWith('_') ? '-' : '_')), 401);

    // The example names this server.
    assert.ok((await page.locator('[data-example]').innerText()).includes(`${server.url}/v1/chat/completions`));
    await page.getByText('Python', { exact: true }).click();
    await until('the Python example', async () => (await page.locator('[data-example]').innerText()).includes('from openai import OpenAI'));

    // Another name; what was not touched stays.
    await act(page, 'shop', 'edit-key');
    await page.locator('#edit-key #key-name').fill('store');
    await page.locator('#edit-key button[type="submit"]').click();
    await row(page, 'store').waitFor();
    await page.locator('#edit-key').waitFor({ state: 'hidden' });

    await act(page, 'store', 'rotate-key');
    await shot(page, `keys-rotate-${locale}-${width}`, { fullPage: false });
    await page.locator('#rotate-key button[type="submit"]').click();
    await page.locator('#reveal-key [data-key-text]').waitFor();
    const next = await keep(page);
    assert.notEqual(next, key);
    assert.deepEqual([await models(key), await models(next)], [200, 200], 'both for the overlap');

    await until('the use is shown', async () => {
      await visit(page, '/app/keys');
      return (await row(page, 'store').innerText()).includes('127.0.0.1');
    });
    await noSidewaysScroll(page);
    await shot(page, `keys-${locale}-${width}`);
    await axe(page);

    await act(page, 'store', 'revoke-key');
    await page.locator('#revoke-key').getByRole('button').last().click();
    await until('the key is revoked', async () => (await row(page, 'store').getAttribute('data-state')) === 'revoked');
    assert.deepEqual([await models(key), await models(next)], [401, 401]);
    assert.equal(await row(page, 'store').locator('summary').count(), 0);
    await shot(page, `keys-revoked-${locale}-${width}`);
    await axe(page);
  });
}
