// The first administrator comes over the link that the server prints once; members stay outside.

import assert from 'node:assert/strict';
import { answered, ask, becomeAdmin, journey, newPage, openChat, signUp, startServer, visit } from '../harness.mjs';

const server = await startServer();

journey('the first administrator looks around', async () => {
  const member = await newPage({ server, locale: 'en', allow: [/status of 403/] });
  const { email } = await signUp(member);
  await openChat(member);
  await ask(member, 'Something to count');
  await answered(member);

  const page = await newPage({ server, locale: 'en', allow: [/status of 422/] });
  const link = await becomeAdmin(page);
  assert.equal(new URL(page.url()).pathname, '/admin');
  await page.locator('main h1', { hasText: 'Dashboard' }).waitFor();

  await visit(page, '/admin/providers');
  const card = page.locator('[data-connection="openai"]');
  await card.getByRole('button', { name: 'Test connection' }).click();
  await card.getByText('The connection works').waitFor();

  await visit(page, '/admin/users');
  await page.locator('main').getByText(email).first().waitFor();
  await page.getByRole('searchbox').fill('nobody-of-this-name');
  await page.getByText('Nobody found').waitFor();

  await visit(page, '/admin/usage');
  await page.locator('main table').getByText('GPT-5').first().waitFor();

  // The link worked once.
  const late = await newPage({ server, locale: 'en', allow: [/status of 422/] });
  await late.goto(link);
  await late.locator('#field-email').fill('late@example.com');
  await late.locator('#field-password').fill('correct horse battery staple');
  await late.locator('main button[type="submit"]').click();
  await late.getByText('This set-up link does not work').waitFor();

  // A member is told so, on every page, by the server.
  for (const address of ['/admin', '/admin/users', '/admin/usage', '/admin/models', '/admin/providers']) {
    const response = await visit(member, address);
    assert.equal(response.status(), 403, address);
    await member.locator('[data-stranger]').getByText('This part is for administrators').waitFor();
    assert.equal(await member.locator('main').getByText(email).count(), 0);
  }
});
