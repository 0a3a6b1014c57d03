// Coins that buy themselves: a card is kept at Stripe's page, something is agreed to, and few coins become a package; a bank
// that wants to see its customer is answered by hand.

import assert from 'node:assert/strict';
import { axe, balance, becomeAdmin, journey, newPage, noSidewaysScroll, shot, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer({ env: { SIGNUP_COINS: '20' } });
await server.restart({
  STRIPE_SECRET_KEY: 'sk_test_emulator0123456789abcdef',
  STRIPE_WEBHOOK_SECRET: 'whsec_emulator0123456789abcdef',
  STRIPE_BASE_URL: `${server.emulatorUrl}/stripe`,
});
await control('stripe/endpoint', { url: `${server.url}/api/v1/payments/webhook` });

/** Tells the emulator's gateways something. */
async function control(path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.emulatorUrl}/emulator/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}

/** Everything that holds for a page: nothing to scroll sideways, nothing that axe finds, and a picture to look at. */
async function inspect(page, name) {
  await noSidewaysScroll(page);
  await shot(page, name);
  await axe(page);
}

const stands = (page, state) => page.locator(`main div[data-top-up="${state}"]`);
const order = (page, state) => page.locator(`main div[data-order="${state}"]`);

/** From the wallet to a card that is kept. */
async function giveCard(page, name) {
  await visit(page, '/app/wallet');
  await page.locator('[data-action="auto-top-up"]').click();
  await page.waitForURL(/\/app\/wallet\/auto$/);
  await stands(page, 'none').waitFor();
  await inspect(page, `${name}-empty`);
  await page.locator('[data-action="add-card"]').click();
  await page.waitForURL(/\/stripe\/pay\//);
  await page.locator('#pay').click();
  await page.waitForURL(/\/app\/wallet\/auto$/);
  await page.locator('[data-part="card"]').waitFor();
  await page.locator('#field-threshold').waitFor();
}

journey('few coins buy a package, in Persian', async () => {
  const page = await newPage({ server, locale: 'fa', allow: [/status of 422/, /favicon/] });
  await signUp(page);
  const before = await balance(page);
  await giveCard(page, 'topup-fa');
  assert.match(await page.locator('[data-part="card"]').innerText(), /[۰-۹]{4}/);
  await inspect(page, 'topup-card-fa');

  // Nothing is agreed to by accident.
  await page.locator('#field-threshold').fill('۳۰');
  await page.locator('#field-month_max_minor').fill('۰٫۱');
  await page.locator('[data-action="turn-on"]').click();
  await page.locator('#field-month_max_minor-error').getByText('دست‌کم').waitFor();
  await page.locator('#field-month_max_minor').fill('20');
  await page.locator('[data-action="turn-on"]').click();
  await page.locator('input[name="consent"]').locator('xpath=ancestor::div[1]').locator('.text-danger').waitFor();
  assert.equal(await page.locator('#field-threshold').inputValue(), '۳۰', 'what was typed stays');
  await inspect(page, 'topup-wrong-fa');
  await page.locator('input[name="consent"]').check();
  await page.locator('[data-action="turn-on"]').click();
  await stands(page, 'on').waitFor();
  await inspect(page, 'topup-on-fa');

  // The heartbeat sees it.
  await until('the coins', async () => (await balance(page)).available > before.available, 30_000);
  await visit(page, '/app/wallet/auto');
  await page.locator('[data-part="spent"]').getByText(/[۱-۹]/).waitFor();
  await inspect(page, 'topup-spent-fa');
  await visit(page, '/app/orders');
  await page.locator('li[data-order="fulfilled"] a').first().click();
  await order(page, 'fulfilled').waitFor();
  await page.getByText('خودکار، با کارت ثبت‌شده').waitFor();
  await inspect(page, 'topup-order-fa');

  // Staff sees that nobody pressed a button.
  const boss = await newPage({ server, locale: 'fa' });
  await becomeAdmin(boss);
  await visit(boss, `/admin/orders/${new URL(page.url()).pathname.split('/').pop()}`);
  await boss.getByText('با پر کردن خودکار').waitFor();
  await inspect(boss, 'topup-admin-fa');

  // Off, and without a card.
  await visit(page, '/app/wallet/auto');
  await page.locator('[data-action="turn-off"]').click();
  await stands(page, 'off').waitFor();
  await page.locator('[data-action="remove-card"]').click();
  await page.locator('dialog#remove-card').getByRole('button', { name: 'برداشتن کارت' }).click();
  await page.locator('[data-action="add-card"]').waitFor();
  await inspect(page, 'topup-removed-fa');
});

journey('a bank that wants to see its customer, in English on a phone', async () => {
  const page = await newPage({ server, locale: 'en', theme: 'dark', width: 390, allow: [/favicon/] });
  await signUp(page);
  const before = await balance(page);
  await giveCard(page, 'topup-en-390');
  await control('stripe/card', { decline_code: 'authentication_required' });
  await page.locator('input[name="consent"]').check();
  await page.locator('[data-action="turn-on"]').click();
  await stands(page, 'on').waitFor();
  await until('the bank’s answer', async () => {
    await visit(page, '/app/wallet/auto');
    return (await stands(page, 'paused').count()) === 1;
  }, 40_000);
  await page.getByText('Automatic top-up is paused').waitFor();
  await inspect(page, 'topup-paused-en-390');
  await visit(page, '/app/notifications');
  await page.getByText('Your bank asks you to confirm a payment').waitFor();
  await inspect(page, 'topup-notice-en-390');
  await visit(page, '/app/wallet/auto');
  await page.getByRole('link', { name: 'Look at the order' }).click();
  await order(page, 'pending').getByText('Your bank asks for your confirmation').waitFor();
  await inspect(page, 'topup-by-hand-en-390');
  await page.locator('[data-action="pay-order"]').click();
  await page.waitForURL(/\/stripe\/pay\//);
  await page.locator('#pay').click();
  await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
  await order(page, 'fulfilled').waitFor();
  assert.ok((await balance(page)).available > before.available);
});

journey('without Stripe there is none', async () => {
  const closed = await startServer({ emulator: false });
  const page = await newPage({ server: closed, locale: 'en', allow: [/status of 404/] });
  await signUp(page);
  await visit(page, '/app/wallet');
  assert.equal(await page.locator('[data-action="auto-top-up"]').count(), 0);
  assert.equal((await visit(page, '/app/wallet/auto')).status(), 404);
  await page.getByText('Automatic top-up is not available').waitFor();
  await inspect(page, 'topup-closed-en');
});
