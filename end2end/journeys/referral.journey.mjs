// Inviting friends: a link without script, a purchase that earns, staff that decides, and what is paid.

import assert from 'node:assert/strict';
import { api, axe, balance, becomeAdmin, journey, milli, newPage, noSidewaysScroll, shot, signUp, startServer, until, visit } from '../harness.mjs';

const STARTER = '/app/checkout/01980000-0000-7000-8000-000000000001';

const server = await startServer();
await server.restart({
  ZARINPAL_MERCHANT_ID: '5f0c1f3e-8a5b-4b52-9d3c-0e4a6b7c8d9e',
  ZARINPAL_BASE_URL: `${server.emulatorUrl}/zarinpal`,
});
let staff, referrer, link;

async function inspect(page, name) {
  await noSidewaysScroll(page);
  await shot(page, name);
  await axe(page);
}

/** Buys the smallest package at Zarinpal's page. */
async function buy(page) {
  await visit(page, STARTER);
  await page.locator('[data-action="pay"]').click();
  await page.waitForURL(/\/StartPay\//);
  await page.locator('#pay').click();
  await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
  await page.locator('main div[data-order="fulfilled"]').waitFor();
}

journey('staff sets the rules', async () => {
  const page = await newPage({ server, locale: 'fa' });
  await becomeAdmin(page);
  staff = { cookies: await page.context().cookies() };
  await visit(page, '/admin/referrals');
  await page.getByText('هنوز پورسانتی نیست').waitFor();
  await page.getByText('برنامه روشن است: ۱۰٪ از هر خرید').waitFor();
  await inspect(page, 'referrals-empty-fa');
  await page.locator('[data-action="change-programme"]').click();
  const dialog = page.locator('dialog#programme');
  await dialog.locator('#field-rate_per_mille').fill('۱۲٫۵۵');
  await dialog.locator('#field-review_days').fill('');
  await dialog.locator('button[type="submit"]').click();
  await dialog.locator('#field-rate_per_mille-error').getByText(/./).waitFor();
  await dialog.locator('#field-review_days-error').getByText(/./).waitFor();
  await dialog.locator('#field-rate_per_mille').fill('۱۲٫۵');
  await dialog.locator('#field-review_days').fill('۰');
  await shot(page, 'referral-rules-fa', { fullPage: false });
  await axe(page, { within: 'dialog#programme' });
  await dialog.locator('button[type="submit"]').click();
  await page.getByText('برنامه روشن است: ۱۲٫۵٪ از هر خرید').waitFor();
});

journey('a link brings somebody, without script', async () => {
  const page = await newPage({ server, locale: 'fa', width: 390 });
  referrer = await signUp(page);
  await visit(page, '/app/referral');
  link = (await page.locator('[data-link]').innerText()).trim();
  assert.match(link, /\/r\/[0-9A-Z]{8}$/);
  assert.equal((await page.locator('[data-code]').innerText()).trim(), link.slice(-8));
  await page.getByText('هنوز کسی نیامده است').waitFor();
  await inspect(page, 'referral-empty-fa-390');

  // Pages of the app have a script that is not run.
  const visitor = await newPage({ server, locale: 'en', allow: [/aimall\.[\w-]+\.js csp/], context: { javaScriptEnabled: false } });
  await visitor.goto(new URL(link).pathname);
  assert.equal(new URL(visitor.url()).pathname, '/sign-up');
  await visitor.locator('[data-invited]').waitFor();
  await shot(visitor, 'sign-up-invited-en');
  // Looking around first: the cookie carries the code.
  await visitor.goto('/pricing');
  await visitor.goto('/sign-up');
  await visitor.locator('#field-email').fill('friend@example.com');
  await visitor.locator('#field-password').fill('correct horse battery staple');
  await visitor.locator('main button[type="submit"]').click();
  await visitor.waitForURL(/\/app$/);
  const friend = await newPage({ server, locale: 'fa', allow: [/favicon/], user: { cookies: await visitor.context().cookies() } });
  await buy(friend);

  const desk = await newPage({ server, locale: 'en', user: referrer, theme: 'dark' });
  await visit(desk, '/app/referral');
  await desk.locator('tr[data-person="f***@example.com"]').waitFor();
  await desk.locator('tr[data-commission="waiting"]').waitFor();
  await inspect(desk, 'referral-en-dark');
});

journey('staff approves, and the coins are there', async () => {
  const page = await newPage({ server, locale: 'fa', user: staff });
  await visit(page, '/admin/referrals?state=due');
  const one = page.locator('li[data-commission]');
  assert.equal(await one.count(), 1);
  // Everybody in here comes from one address.
  assert.equal(await one.getAttribute('data-flagged'), 'true');
  await page.getByText('نشانی اینترنتی یکسان').waitFor();
  await one.locator('input[type="checkbox"]').check();
  await page.locator('[data-action="approve-chosen"]:enabled').waitFor();
  await inspect(page, 'referrals-queue-fa');
  const desk = await newPage({ server, locale: 'fa', user: referrer });
  await visit(desk, '/app/referral');
  const before = await balance(desk);
  await one.locator('[data-action="approve"]').click();
  await page.getByText('چیزی پیدا نشد').waitFor();
  const [earned] = (await api(desk, '/referral/commissions')).items;
  assert.equal(earned.state, 'paid');
  assert.equal((await balance(desk)).available, before.available + milli(earned.coins));
  await visit(desk, '/app/notifications');
  await desk.getByText('پورسانت شما پرداخت شد').waitFor();
  await visit(page, '/admin/referrals');
  await page.locator('li[data-state="paid"]').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-action="csv"]').click()]);
  assert.equal(download.suggestedFilename(), 'referrals.csv');
});

journey('the bank is paid by hand, and a refusal says why', async () => {
  const desk = await newPage({ server, locale: 'fa', user: referrer, allow: [/status of 422/] });
  await visit(desk, '/app/referral');
  await desk.locator('label', { has: desk.locator('input[value="bank"]') }).click();
  await desk.locator('[data-action="save-payout"]').click();
  await desk.locator('#field-account-error').getByText(/./).waitFor();
  await desk.locator('#field-account').fill('۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳ به نام نیما');
  await desk.locator('[data-action="save-payout"]').click();
  await desk.getByText('شیوهٔ دریافت ذخیره شد').waitFor();
  await inspect(desk, 'referral-bank-fa');

  const friend = await newPage({ server, locale: 'fa', allow: [/favicon/] });
  await visit(friend, '/sign-in');
  await friend.locator('#field-email').fill('friend@example.com');
  await friend.locator('#field-password').fill('correct horse battery staple');
  await friend.locator('main button[type="submit"]').click();
  await friend.waitForURL(/\/app$/);
  await buy(friend);
  await buy(friend);

  const page = await newPage({ server, locale: 'fa', user: staff, width: 390 });
  await visit(page, '/admin/referrals?state=due');
  const due = page.locator('li[data-state="waiting"]');
  assert.equal(await due.count(), 2);
  await due.first().locator('[data-action="refuse"]').click();
  const no = page.locator('dialog#refuse-commission');
  await no.locator('button[type="submit"]').click();
  await no.locator('#field-reason-error').getByText(/./).waitFor();
  await no.locator('#field-reason').fill('خریدار همان معرف است');
  await axe(page, { within: 'dialog#refuse-commission' });
  await no.locator('button[type="submit"]').click();
  await until('one is left', async () => (await due.count()) === 1);
  await due.first().locator('[data-action="approve"]').click();
  await page.getByText('چیزی پیدا نشد').waitFor();
  await visit(page, '/admin/referrals?state=approved');
  const approved = page.locator('li[data-state="approved"]');
  await approved.getByText('به نام نیما').waitFor();
  await inspect(page, 'referrals-approved-fa-390');
  await approved.locator('[data-action="mark-paid"]').click();
  const mark = page.locator('dialog#mark-commission');
  await mark.locator('#field-reference').fill('پیگیری ۷۷۷');
  await mark.locator('button[type="submit"]').click();
  await page.getByText('چیزی پیدا نشد').waitFor();
  await visit(desk, '/app/referral');
  await desk.getByText('خریدار همان معرف است').first().waitFor();
  await desk.getByText(/پیگیری ۷۷۷/).first().waitFor();
  await inspect(desk, 'referral-full-fa');
});
