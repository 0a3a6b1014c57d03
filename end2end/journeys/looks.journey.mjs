// Every page in both languages, light, dark and gradient, at a desk and on a phone: the right language and direction,
// nothing to scroll sideways, nothing that axe finds; and a picture in end2end/artifacts to look at.

import assert from 'node:assert/strict';
import { answered, ask, axe, becomeAdmin, journey, newPage, noSidewaysScroll, openChat, shot, startServer, visit } from '../harness.mjs';

const server = await startServer({ env: { SANDBOX: 'true', STRIPE_SECRET_KEY: 'sk_test_looks', STRIPE_WEBHOOK_SECRET: 'whsec_looks' } });
let admin, conversation, attempt;

const PUBLIC = ['/', '/pricing', '/pricing?currency=EUR&period=yearly', '/sign-in', '/sign-up', '/no-such-page'];
const INSIDE = [
  '/app', '/app/chat', '/app/text', '/app/text?task=seo_basic', '/app/image', '/app/audio', '/app/audio?tab=speak', '/app/keys', '/app/usage', '/app/library', '/app/wallet', '/app/wallet/auto', '/app/invoices', '/app/referral', '/app/redeem', '/app/orders',
  '/app/checkout/01980000-0000-7000-8000-000000000002', '/app/subscription', '/app/notifications',
  '/app/settings', '/app/settings/appearance', '/app/settings/password', '/app/settings/devices', '/app/no-such-page',
];
const ADMIN = [
  '/admin', '/admin/users', '/admin/usage', '/admin/attempts', '/admin/queue', '/admin/uncertain', '/admin/margin',
  '/admin/models', '/admin/models/openai/gpt-5.1', '/admin/routing', '/admin/routing/chat', '/admin/providers', '/admin/providers/openai', '/admin/providers/openrouter',
];
const SALES = [
  '/admin/orders', '/admin/cards', '/admin/offers', '/admin/offers/new?kind=plan', '/admin/offers/01980000-0000-7000-8000-000000000002',
  '/admin/codes', '/admin/codes/batches', '/admin/subscriptions', '/admin/referrals', '/admin/finance', '/admin/invoices', '/admin/seller',
  '/admin/ledger', '/admin/adjustments', '/admin/adjustments?person=admin%40example.com',
];
const LOOKS = [['fa', 'light', 1440], ['fa', 'dark', 390], ['fa', 'gradient', 1440], ['en', 'dark', 1440], ['en', 'light', 390]];

journey('a filled account', async () => {
  const page = await newPage({ server });
  await becomeAdmin(page);
  admin = { cookies: await page.context().cookies() };
  await openChat(page);
  await ask(page, 'سه شهر دیدنی ایران را معرفی کن');
  await answered(page);
  await openChat(page);
  await page.locator('[data-action="choose-model"]').click();
  await page.locator('[data-model="openai/gpt-5-mini"]').click();
  await ask(page, '[[cut]] این پاسخ نیمه‌کاره می‌ماند');
  await answered(page, 'interrupted');
  await openChat(page);
  // The sandbox answers with Markdown: lists, a table, code.
  await page.locator('[data-action="choose-model"]').click();
  await page.locator('[data-model="sandbox"]').click();
  await ask(page, 'این فروشگاه چه می‌کند؟ یک نمونه کد هم بنویس.');
  await answered(page);
  conversation = new URL(page.url()).pathname;
  await visit(page, '/admin/attempts?outcome=failed');
  attempt = await page.locator('tr[data-attempt] a').first().getAttribute('href');
});

for (const [locale, theme, width] of LOOKS) {
  const look = { server, locale, theme, width, allow: [/status of 404/] };
  const parts = {
    public: async () => [await newPage(look), PUBLIC],
    inside: async () => [await newPage({ ...look, user: admin }), [...INSIDE, conversation]],
    admin: async () => [await newPage({ ...look, user: admin }), [...ADMIN, attempt]],
    sales: async () => [await newPage({ ...look, user: admin }), SALES],
  };
  for (const [part, open] of Object.entries(parts)) {
    journey(`looks: ${part}, ${locale}, ${theme}, ${width} px`, async () => {
      const [page, addresses] = await open();
      for (const address of addresses) await inspect(page, address, look);
    });
  }
}

async function inspect(page, address, { locale, theme, width }) {
  const response = await visit(page, address);
  assert.equal(response.status(), address.endsWith('no-such-page') ? 404 : 200, address);
  assert.equal(await page.locator('header').first().locator('a').count() > 0, true, `${address}: the frame`);
  const html = page.locator('html');
  assert.equal(await html.getAttribute('lang'), locale, address);
  assert.equal(await html.getAttribute('dir'), locale === 'fa' ? 'rtl' : 'ltr', address);
  assert.equal(await html.getAttribute('data-theme'), theme, address);
  assert.equal(await page.locator('h1').count(), 1, `${address}: one heading of the first level`);
  assert.notEqual(await page.title(), '', address);
  await noSidewaysScroll(page);
  const name = address === conversation ? 'conversation' : address === attempt ? 'attempt' : address.slice(1).replaceAll(/[/?&=%]/g, '-') || 'landing';
  await shot(page, `${name}-${locale}-${theme}-${width}`, { fullPage: false });
  await axe(page);
}
