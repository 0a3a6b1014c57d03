// Staff pastes a provider's key, tests it, asks a question with it and turns the provider off; a wrong key is said.

import assert from 'node:assert/strict';
import { answered, ask, axe, becomeAdmin, journey, newPage, noSidewaysScroll, openChat, signUp, startServer, until, visit } from '../harness.mjs';

const KEY = 'sk-or-v1-emulator-0123456789abcdef';
const server = await startServer();
const offers = async (page, provider) => {
  const models = await page.evaluate(async () => (await fetch('/api/v1/models')).json());
  return models.items.filter((model) => model.provider === provider);
};
const card = (page, name) => page.locator('main section', { has: page.getByRole('heading', { name, exact: true }) });

journey('a pasted key answers questions until the provider is turned off', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/status of 422/] });
  await becomeAdmin(page);
  await visit(page, '/admin/providers');
  await page.locator('[data-connection="openai"]').getByText('Key from the environment').waitFor();
  await page.getByRole('link', { name: /OpenRouter/ }).click();
  await page.waitForURL(/\/admin\/providers\/openrouter$/);
  const settings = card(page, 'Connection');

  // Another host needs the key with it; what is wrong stands beside its field.
  await settings.getByLabel('Address, with its version segment').fill('ftp://nowhere');
  await settings.getByRole('button', { name: 'Save' }).click();
  await settings.locator('#field-base_url-error').getByText('http or https').waitFor();
  await settings.getByLabel('Address, with its version segment').fill(`${server.emulatorUrl}/openrouter/api/v1`);
  await settings.locator('#field-api_key').fill('sk-wrong-0123456789abcdef');
  await settings.getByRole('button', { name: 'Test these values' }).click();
  await settings.getByText('The provider does not accept the key').waitFor();
  await settings.locator('#field-api_key').fill(KEY);
  await settings.getByRole('button', { name: 'Test these values' }).click();
  await settings.getByText('The connection works').waitFor();
  await axe(page);
  await settings.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The connection was saved and is in force.').waitFor();
  assert.equal(await settings.locator('#field-api_key').inputValue(), '');
  await page.locator('main header').getByText('On', { exact: true }).waitFor();
  await until('its models', async () => (await offers(page, 'openrouter')).length > 0);
  await visit(page, '/admin/providers/openrouter');
  await page.getByText('that ends with').getByText('cdef').waitFor();
  assert.ok(!(await page.content()).includes(KEY));
  await page.getByRole('button', { name: 'Ask now' }).click();
  await page.locator('[data-part="balance"]').getByText('$12.25').waitFor();

  await openChat(page);
  await page.locator('[data-action="choose-model"]').click();
  await page.locator('[data-model="openrouter/emulator/talk"]').click();
  await ask(page, 'Does the new key work?');
  await answered(page);

  await visit(page, '/admin/providers/openrouter');
  await page.locator('[data-part="health"]').getByText('The figures as a table').click();
  await page.locator('[data-part="health"] details tbody tr').first().waitFor();
  await page.getByRole('switch').click();
  await page.getByText('The provider is turned off.').waitFor();
  assert.deepEqual(await offers(page, 'openrouter'), []);

  await visit(page, '/admin/providers/openrouter');
  await page.getByRole('button', { name: 'Forget what is stored' }).click();
  await page.locator('#remove-provider').getByRole('button', { name: 'Forget what is stored' }).click();
  await page.waitForURL(/\/admin\/providers$/);
  await page.getByRole('link', { name: /OpenRouter/ }).waitFor();
});

journey('a refused key is told on the first page, and the sandbox has a switch', async () => {
  const own = await startServer({ env: { SANDBOX: 'true' } });
  const page = await newPage({ server: own, locale: 'fa', width: 390 });
  await becomeAdmin(page);
  await visit(page, '/admin/providers/openrouter');
  await page.locator('#field-base_url').fill(`${own.emulatorUrl}/openrouter/api/v1`);
  await page.locator('#field-api_key').fill('sk-wrong-0123456789abcdef');
  await page.getByRole('button', { name: 'ذخیره', exact: true }).click();
  await page.getByText('اتصال ذخیره شد و به کار رفت.').waitFor();
  await until('the refusal', async () => {
    const list = await page.evaluate(async () => (await fetch('/api/v1/admin/providers')).json());
    return list.items.find((one) => one.id === 'openrouter').state === 'refused';
  });
  await visit(page, '/admin');
  await page.locator('[data-part="warnings"]').getByRole('link', { name: 'OpenRouter' }).click();
  await page.waitForURL(/\/admin\/providers\/openrouter$/);
  await page.locator('main header').getByText('کلید رد شد').waitFor();
  await noSidewaysScroll(page);
  await axe(page);

  await visit(page, '/admin/providers');
  await noSidewaysScroll(page);
  await page.locator('[data-connection="sandbox"]').getByRole('switch').click();
  await page.getByText('پاسخ‌گوی آزمایشی خاموش است.').waitFor();
  assert.deepEqual(await offers(page, 'sandbox'), []);
});

journey('a server of the operator is added and deleted, and members stay outside', async () => {
  const own = await startServer();
  const page = await newPage({ server: own, locale: 'en', allow: [/status of 422/] });
  await becomeAdmin(page);
  await visit(page, '/admin/providers');
  await page.getByRole('button', { name: 'Add a server of your own' }).click();
  const dialog = page.locator('#add-provider');
  await dialog.getByLabel('Short name').fill('my vllm');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.locator('#own-id-error').getByText(/./).waitFor();
  await dialog.getByLabel('Short name').fill('my-vllm');
  await dialog.getByLabel('Address, with its version segment').fill(`${own.emulatorUrl}/ollama/v1`);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.waitForURL(/\/admin\/providers\/my-vllm$/);
  await until('its models', async () => (await offers(page, 'my-vllm')).length > 0);
  await page.getByRole('button', { name: 'Delete the provider' }).click();
  await page.locator('#remove-provider').getByRole('button', { name: 'Delete the provider' }).click();
  await page.waitForURL(/\/admin\/providers$/);
  assert.deepEqual(await offers(page, 'my-vllm'), []);

  const member = await newPage({ server: own, locale: 'en', allow: [/status of 403/] });
  await signUp(member);
  for (const address of ['/admin/providers', '/admin/providers/openai']) {
    assert.equal((await visit(member, address)).status(), 403, address);
    await member.locator('[data-stranger]').getByText('This part is for administrators').waitFor();
  }
});
