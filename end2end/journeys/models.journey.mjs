// Staff runs the catalogue: finds a model, changes it, prices it, adds one by hand and asks the providers for theirs.

import assert from 'node:assert/strict';
import { axe, becomeAdmin, journey, newPage, noSidewaysScroll, openChat, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();
const offered = async (page) => {
  const models = await page.evaluate(async () => (await fetch('/api/v1/models')).json());
  return models.items;
};

journey('staff changes what a model is and costs', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/status of 422/] });
  await becomeAdmin(page);
  await visit(page, '/admin/models');
  await page.getByRole('searchbox').fill('gpt-5-mini');
  await page.waitForURL(/q=gpt-5-mini/);
  const row = page.locator('[data-model="openai/gpt-5-mini"]');
  // The whole list has it too: the others must go.
  await page.locator('[data-model]').nth(1).waitFor({ state: 'detached' });
  await row.getByText('Input $0.25').waitFor();
  await row.getByRole('link', { name: 'GPT-5 mini' }).click();
  await page.waitForURL(/\/admin\/models\/openai\/gpt-5-mini$/);
  await page.locator('h1', { hasText: 'GPT-5 mini' }).waitFor();

  // A wrong value stands beside its field, and nothing typed is lost.
  const settings = page.locator('section', { has: page.getByRole('heading', { name: 'Settings' }) });
  await settings.getByLabel('Name for people').fill('Small one');
  await settings.locator('#field-successor_id').fill('no/such');
  await settings.getByRole('button', { name: 'Save' }).click();
  await settings.locator('#field-successor_id-error').getByText('Choose one of the options').waitFor();
  assert.equal(await settings.getByLabel('Name for people').inputValue(), 'Small one');
  await settings.locator('#field-successor_id').fill('openai/gpt-5.1');
  await settings.getByLabel('Ends on').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
  await settings.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The model was saved.').waitFor();

  // A dearer price: one row closes, one opens, and who did it stands beside.
  const prices = page.locator('section', { has: page.getByRole('heading', { name: 'Prices', exact: true }) });
  await prices.getByLabel('US dollars').first().fill('0.5');
  await prices.getByRole('button', { name: 'Save prices' }).click();
  await page.getByText('The prices were saved.').waitFor();
  const history = page.locator('section', { has: page.getByRole('heading', { name: 'History' }) });
  await history.getByText('$0.5 for a million tokens').waitFor();
  assert.equal(await history.locator('tbody tr').count(), 4);
  // No list to give them back to: it says so instead of offering it.
  await prices.getByText('tells no prices').waitFor();
  assert.equal(await prices.getByRole('button', { name: 'Back to the provider' }).count(), 0);
  await history.locator('tbody').getByText('staff').first().waitFor();
  const mini = (await offered(page)).find((model) => model.id === 'openai/gpt-5-mini');
  assert.equal(mini.name, 'Small one');
  assert.equal(mini.price.input_per_million, '750');

  await page.getByRole('switch').click();
  await page.getByText('The model is turned off.').waitFor();
  assert.ok(!(await offered(page)).some((model) => model.id === 'openai/gpt-5-mini'));
  await page.getByRole('switch').click();
  await page.getByText('The model is turned on.').waitFor();

  // It ends soon: the list says so first.
  await page.getByRole('link', { name: 'All models' }).click();
  const warning = page.locator('[role="status"], [role="alert"]', { hasText: 'Models that end soon' });
  await warning.getByRole('link', { name: 'Small one' }).waitFor();
  await warning.getByText('Followed by').first().waitFor();
  assert.equal(await warning.getByRole('button').count(), 0);

  // It has ended: once somebody has seen to it, nobody is warned any more.
  await warning.getByRole('link', { name: 'Small one' }).click();
  await settings.getByLabel('Ends on').fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  // The word about the first change may still stand there.
  const saved = page.waitForResponse((response) => response.url().endsWith('/rpc/admin/change_entry') && response.ok());
  await settings.getByRole('button', { name: 'Save' }).click();
  await saved;
  await page.getByRole('link', { name: 'All models' }).click();
  await axe(page);
  await warning.getByRole('button', { name: 'Seen to Small one' }).click();
  await warning.waitFor({ state: 'detached' });
});

journey('a member stays outside', async () => {
  const page = await newPage({ server, locale: 'fa', width: 390, allow: [/status of 403/] });
  await signUp(page);
  const member = await visit(page, '/admin/models');
  assert.equal(member.status(), 403);
  await page.locator('[data-stranger]').first().waitFor();
  assert.equal(await page.locator('[data-stranger]').count(), 1);
  assert.equal((await visit(page, '/admin/models/openai/gpt-5.1')).status(), 403);
});

journey('lists, margins and a model by hand', async () => {
  const own = await startServer();
  const page = await newPage({ server: own, locale: 'en', width: 390, allow: [/status of 409/, /status of 422/] });
  await becomeAdmin(page);
  await visit(page, '/admin/models');
  await noSidewaysScroll(page);
  await page.locator('[data-part="lists"] summary').click();
  const openai = page.locator('[data-provider="openai"]');
  await openai.getByRole('button', { name: 'Ask now' }).click();
  await page.getByText(/OpenAI answered: \d+ models listed/).waitFor();

  await page.locator('[data-part="margin"] summary').click();
  await page.locator('#field-margin').fill('two');
  await page.locator('[data-part="margin"]').getByRole('button', { name: 'Save' }).click();
  await page.locator('#field-margin-error').getByText('0.25').waitFor();
  await page.locator('#field-margin').fill('۲');
  await page.locator('[data-part="margin"]').getByRole('button', { name: 'Save' }).click();
  await page.locator('[data-part="margin"] summary').getByText('×2').waitFor();

  await page.getByRole('button', { name: 'Add a model' }).click();
  const dialog = page.locator('#add-model');
  await dialog.getByLabel('Provider', { exact: true }).fill('openai');
  await dialog.getByLabel('Name at the provider').fill('emulator/talk');
  await dialog.getByLabel('Name for people').fill('By hand');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Name at the provider').fill('by-hand');
  await axe(page);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.waitForURL(/\/admin\/models\/openai\/by-hand$/);
  await page.getByText('something it does has no price').waitFor();
  for (const [at, amount] of [[0, '1'], [1, '2']]) {
    await page.getByRole('button', { name: 'Add a price' }).click();
    await page.getByLabel('US dollars').nth(at).fill(amount);
  }
  await page.getByRole('button', { name: 'Save prices' }).click();
  await page.getByText('The prices were saved.').waitFor();
  await page.locator('main').getByText('On offer').waitFor();
  await openChat(page);
  await page.locator('[data-action="choose-model"]').click();
  await page.locator('[data-model="openai/by-hand"]').waitFor();
  await until('the sandbox of pictures is no partner in conversation', async () => (await page.locator('[data-model="sandbox-image"]').count()) === 0);
});
