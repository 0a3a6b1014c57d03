// Buying coins, with each gateway's own page in between, and from card to card with a receipt that staff looks at.

import assert from 'node:assert/strict';
import {
  axe, balance, becomeAdmin, journey, newPage, noSidewaysScroll, shot, signUp, startServer, until, visit, withoutPostgres,
} from '../harness.mjs';

const STARTER = '/app/checkout/01980000-0000-7000-8000-000000000001';
const CARD = '6037991234567893';

// All servers before the first journey: one that starts while a journey runs would end with it.
const servers = {};
for (const database of ['sqlite', 'postgres']) {
  if (database === 'sqlite' || !withoutPostgres) servers[database] = await shop(database);
}
for (const [database, server] of Object.entries(servers)) everyGateway(database, server);

/** A server with both gateways behind it. */
async function shop(database) {
  const server = await startServer({ database });
  await server.restart({
    ZARINPAL_MERCHANT_ID: '5f0c1f3e-8a5b-4b52-9d3c-0e4a6b7c8d9e',
    ZARINPAL_BASE_URL: `${server.emulatorUrl}/zarinpal`,
    STRIPE_SECRET_KEY: 'sk_test_emulator0123456789abcdef',
    STRIPE_WEBHOOK_SECRET: 'whsec_emulator0123456789abcdef',
    STRIPE_BASE_URL: `${server.emulatorUrl}/stripe`,
  });
  await control(server, 'stripe/endpoint', { url: `${server.url}/api/v1/payments/webhook` });
  return server;
}

/** Tells the emulator's gateways something. */
async function control(server, path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.emulatorUrl}/emulator/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.text());
}

function everyGateway(database, server) {
  let staff;

  /** Everything that holds for a page: nothing to scroll sideways, nothing that axe finds, and a picture to look at. */
  async function inspect(page, name) {
    await noSidewaysScroll(page);
    await shot(page, name);
    await axe(page);
  }

  const stands = (page, state) => page.locator(`main div[data-order="${state}"]`);

  journey(`staff keeps a card that people pay to, ${database}`, async () => {
    const page = await newPage({ server, locale: 'fa', allow: [/status of 422/] });
    await becomeAdmin(page);
    staff = { cookies: await page.context().cookies() };
    await visit(page, '/admin/orders');
    await page.getByText('هنوز کسی چیزی نخریده است').waitFor();
    await visit(page, '/admin/cards');
    await inspect(page, 'pay-cards-empty');
    await page.locator('[data-action="add-card"]').click();
    const dialog = page.locator('dialog#card');
    await dialog.locator('#field-number').fill('۶۰۳۷ ۹۹۱۲ ۳۴۵۶ ۷۸۹۴');
    await dialog.locator('#field-holder').fill('فروشگاه آزمون');
    await dialog.locator('#field-bank').fill('بانک ملی');
    await dialog.locator('#field-daily_minor_max').fill('۵۰٬۰۰۰٬۰۰۰');
    await dialog.locator('button[type="submit"]').click();
    await dialog.locator('#field-number-error').getByText('شمارهٔ کارت درست نیست').waitFor();
    assert.equal(await dialog.locator('#field-holder').inputValue(), 'فروشگاه آزمون', 'what was typed stays');
    await shot(page, 'pay-card-form', { fullPage: false });
    await axe(page, { within: 'dialog#card' });
    await dialog.locator('#field-number').fill('۶۰۳۷ ۹۹۱۲ ۳۴۵۶ ۷۸۹۳');
    await dialog.locator('button[type="submit"]').click();
    const card = page.locator(`[data-card="${CARD}"]`);
    await card.getByText('تا ۵۰٬۰۰۰٬۰۰۰ تومان در روز').waitFor();
    await card.getByRole('switch').click();
    await card.getByText('خاموش').waitFor();
    await card.getByRole('switch').click();
    await card.getByText('روشن').waitFor();
    await inspect(page, 'pay-cards');
    // A code that takes a fifth off.
    const made = await page.request.post('/api/v1/admin/codes', { data: { code: 'FIFTH', percent: 20 }, headers: { origin: server.url } });
    assert.equal(made.status(), 201);
  });

  journey(`coins by Zarinpal, in Persian, ${database}`, async () => {
    const page = await newPage({ server, locale: 'fa', allow: [/favicon/] });
    await signUp(page);
    const before = await balance(page);
    await visit(page, STARTER);
    await page.locator('input[name="gateway"]').first().waitFor({ state: 'attached' });
    assert.equal(await page.locator('input[name="gateway"]').count(), 3);
    assert.equal(await page.locator('input[name="gateway"]:checked').inputValue(), 'zarinpal');
    assert.equal(await page.locator('[data-part="total"]').innerText(), '۱۹۰٬۰۰۰ تومان');
    await inspect(page, 'pay-checkout-fa');
    await page.getByRole('button', { name: 'یکی بیشتر' }).click();
    await until('twice the sum', async () => (await page.locator('[data-part="total"]').innerText()) === '۳۸۰٬۰۰۰ تومان');
    await page.locator('[data-action="pay"]').dblclick();
    await page.waitForURL(/\/StartPay\//);
    await page.locator('#pay').click();
    await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
    await stands(page, 'fulfilled').waitFor();
    await page.getByText('۴٬۰۰۰ سکه به کیف پول شما آمد').waitFor();
    assert.match(await page.locator('[data-part="reference"]').innerText(), /^\d+$/);
    await inspect(page, 'pay-fulfilled-fa');
    assert.equal((await balance(page)).available, before.available + 4_000_000);

    // Whoever turns back has paid nothing.
    await visit(page, STARTER);
    await page.locator('[data-action="pay"]').click();
    await page.waitForURL(/\/StartPay\//);
    await page.locator('#cancel').click();
    await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
    await stands(page, 'cancelled').waitFor();
    await inspect(page, 'pay-cancelled-fa');
    await page.getByRole('link', { name: 'پرداخت دوباره' }).click();
    await page.waitForURL(/\/app\/checkout\//);
    await page.locator('[data-part="total"]').waitFor();

    // Two orders, as a double click makes no third.
    await visit(page, '/app/orders');
    assert.equal(await page.locator('main li[data-order]').count(), 2);
    await page.locator('li[data-order="fulfilled"]').getByText('۳۸۰٬۰۰۰ تومان').waitFor();
    await inspect(page, 'pay-orders-fa');
  });

  journey(`coins by Stripe with a discount, in English on a phone, ${database}`, async () => {
    const page = await newPage({ server, locale: 'en', theme: 'dark', width: 390, allow: [/status of 422/, /favicon/] });
    await signUp(page);
    const before = await balance(page);
    await visit(page, STARTER);
    assert.equal(await page.locator('input[name="gateway"]:checked').inputValue(), 'stripe');
    assert.equal(await page.locator('[data-part="total"]').innerText(), '$2.00');
    const code = page.locator('#field-discount_code');
    await code.fill('nothing-like-it');
    await page.locator('[data-action="apply-code"]').click();
    await page.locator('#field-discount_code-error').getByText(/./).waitFor();
    assert.equal(await code.inputValue(), 'nothing-like-it', 'what was typed stays');
    await inspect(page, 'pay-checkout-code-en');
    // A code that was not applied counts before anything is paid.
    await code.fill('fifth');
    await page.locator('[data-action="pay"]').click();
    await page.locator('[data-part="code"]').waitFor();
    assert.equal(await page.locator('[data-part="total"]').innerText(), '$1.60');
    await page.getByText('Euro', { exact: true }).last().click();
    await until('euros', async () => (await page.locator('[data-part="total"]').innerText()) === '€1.52');
    await page.getByText('US dollar', { exact: true }).last().click();
    await until('dollars', async () => (await page.locator('[data-part="total"]').innerText()) === '$1.60');
    await inspect(page, 'pay-checkout-en');
    await page.locator('[data-action="pay"]:enabled').getByText('Pay $1.60').click();
    await page.waitForURL(/\/stripe\/pay\//);
    await page.locator('#pay').click();
    await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
    await stands(page, 'fulfilled').waitFor();
    await inspect(page, 'pay-fulfilled-en');
    assert.equal((await balance(page)).available, before.available + 2_000_000);

    // Whoever comes back without paying may pay again or cancel.
    await visit(page, STARTER);
    await page.locator('[data-action="pay"]').click();
    await page.waitForURL(/\/stripe\/pay\//);
    await page.locator('#cancel').click();
    await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
    await stands(page, 'pending').waitFor();
    await inspect(page, 'pay-pending-en');
    // Paid in another window: the page sees it by itself.
    await control(server, 'stripe/session', { action: 'pay' });
    await stands(page, 'fulfilled').waitFor();
  });

  journey(`from card to card: a receipt is refused, sent again, and approved, ${database}`, async () => {
    const page = await newPage({ server, locale: 'fa', width: 390, allow: [/status of 422/] });
    await signUp(page);
    const before = await balance(page);
    await visit(page, STARTER);
    await page.locator('label', { has: page.locator('input[value="card"]') }).click();
    await page.locator('[data-action="pay"]').click();
    await page.waitForURL(/\/app\/orders\/[0-9a-f-]{36}$/);
    await stands(page, 'pending').getByText('فروشگاه آزمون').waitFor();
    const rial = latin(await page.locator('[data-part="rial"]').innerText());
    assert.ok(rial > 1_899_000 && rial < 1_900_000, `${rial}`);
    await page.getByRole('timer').filter({ hasText: /^۵[۰-۹]:/ }).waitFor();
    await inspect(page, 'pay-card-fa-390');

    // What is no picture is told before it is sent.
    await page.locator('[data-action="send-receipt"]').click();
    await page.locator('#field-file-error').getByText(/./).waitFor();
    await page.locator('#field-file').setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') });
    await page.locator('#field-file-error').getByText('PNG').waitFor();
    const receipt = async (height) => ({ name: `receipt-${height}.png`, mimeType: 'image/png', buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 300, height } }) });
    await page.locator('#field-file').setInputFiles(await receipt(400));
    await page.locator('[data-part="preview"]').waitFor();
    await page.locator('#field-tracking').fill('۱۲۳۴۵۶۷۸');
    await page.locator('#field-last4').fill('۱۲');
    await page.locator('#field-note').fill('از موبایل فرستادم');
    await page.locator('[data-action="send-receipt"]').click();
    await page.locator('#field-last4-error').getByText(/./).waitFor();
    assert.equal(await page.locator('#field-tracking').inputValue(), '۱۲۳۴۵۶۷۸', 'what was typed stays');
    await page.locator('[data-part="preview"]').waitFor();
    await page.locator('#field-last4').fill('۱۲۳۴');
    await page.locator('[data-action="send-receipt"]').click();
    await page.getByText('رسیدتان به دست ما رسید و در حال بررسی است').waitFor();
    await inspect(page, 'pay-submitted-fa-390');

    const boss = await newPage({ server, locale: 'fa', user: staff, allow: [/status of 409/] });
    await visit(boss, '/admin');
    await boss.locator('nav a[href="/admin/orders"]').getByText('۱').first().waitFor();
    await boss.locator('nav a[href="/admin/orders"]').click();
    await boss.locator('[data-action="review"]').click();
    await boss.waitForURL(/state=review/);
    await until('one receipt', async () => (await boss.locator('tr[data-order]').count()) === 1);
    await inspect(boss, 'pay-admin-review');
    await boss.locator('tr[data-order] a').first().click();
    await boss.waitForURL(/\/admin\/orders\/[0-9a-f-]{36}$/);
    const picture = boss.locator('article[data-receipt] img');
    await until('the picture', () => picture.evaluate((image) => image.complete && image.naturalWidth > 0));
    await inspect(boss, 'pay-admin-order');
    await boss.getByRole('button', { name: 'بزرگ‌نمایی عکس رسید' }).click();
    await boss.locator('dialog#receipt img').waitFor();
    await shot(boss, 'pay-admin-enlarged', { fullPage: false });
    await boss.keyboard.press('Escape');
    await boss.locator('[data-action="reject"]').click();
    const no = boss.locator('dialog#reject-receipt');
    await no.locator('button[type="submit"]').click();
    await no.locator('#field-reason-error').getByText(/./).waitFor();
    await no.locator('#field-reason').fill('مبلغ روی رسید خوانا نیست');
    await axe(boss, { within: 'dialog#reject-receipt' });
    await no.locator('button[type="submit"]').click();
    await boss.locator('[data-step="receipt_rejected"]').waitFor();

    // The buyer's page sees it by itself.
    await page.bringToFront();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await page.locator('[data-part="reason"]').getByText('مبلغ روی رسید خوانا نیست').waitFor();
    await inspect(page, 'pay-rejected-fa-390');
    await page.locator('#field-file').setInputFiles(await receipt(420));
    await page.locator('[data-action="send-receipt"]').click();
    await page.getByText('رسیدتان به دست ما رسید و در حال بررسی است').waitFor();

    await boss.reload();
    await boss.locator('[data-action="approve"]').waitFor();
    // Another window of the same staff decides first: this one is told.
    const other = await newPage({ server, locale: 'en', user: staff, theme: 'dark' });
    await visit(other, new URL(boss.url()).pathname);
    await inspect(other, 'pay-admin-order-en-dark');
    await other.locator('[data-action="approve"]').click();
    await other.locator('dialog#approve-receipt button[type="submit"]').click();
    await other.locator('[data-step="fulfilled"]').waitFor();
    await boss.locator('[data-action="approve"]').click();
    await boss.locator('dialog#approve-receipt button[type="submit"]').click();
    await boss.getByText('این رسید را کس دیگری بررسی کرده').waitFor();
    await boss.locator('[data-step="fulfilled"]').waitFor();

    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await stands(page, 'fulfilled').waitFor();
    assert.equal((await balance(page)).available, before.available + 2_000_000);

    // A part of it goes back.
    await boss.locator('[data-action="refund"]').click();
    const refund = boss.locator('dialog#refund');
    assert.equal(latin(await refund.locator('#field-amount_minor').inputValue()) > 0, true);
    await refund.locator('#field-amount_minor').fill('۵۰٬۰۰۰');
    await refund.locator('#field-reason').fill('درخواست خریدار');
    await shot(boss, 'pay-admin-refund', { fullPage: false });
    await axe(boss, { within: 'dialog#refund' });
    await refund.locator('button[type="submit"]').click();
    await boss.locator('[data-step="refund"]').waitFor();
    await boss.getByText('۵۰٬۰۰۰ تومان').first().waitFor();
    await inspect(boss, 'pay-admin-refunded');
    await visit(page, '/app/orders');
    await inspect(page, 'pay-orders-fa-390');

    await visit(boss, '/admin/orders');
    const [download] = await Promise.all([boss.waitForEvent('download'), boss.locator('[data-action="csv"]').click()]);
    assert.equal(download.suggestedFilename(), 'orders.csv');
    await inspect(boss, 'pay-admin-orders');
  });

  journey(`an order that waits is cancelled, and what is not there says so, ${database}`, async () => {
    const page = await newPage({ server, locale: 'en', allow: [/status of 404/] });
    await signUp(page);
    await visit(page, '/app/orders');
    await page.getByText('You have not bought anything yet').waitFor();
    await visit(page, STARTER);
    await page.locator('label', { has: page.locator('input[value="card"]') }).click();
    await page.locator('[data-action="pay"]').click();
    await stands(page, 'pending').waitFor();
    await inspect(page, 'pay-card-en');
    await page.locator('[data-action="cancel-order"]').click();
    await page.locator('dialog#cancel-order').getByRole('button', { name: 'Cancel order' }).click();
    await stands(page, 'cancelled').waitFor();
    for (const [address, words] of [
      ['/app/checkout/019aa4c2-7d1e-7a44-9d6b-2f6f0c1f6a10', 'This package is not for sale'],
      ['/app/checkout/nothing', 'This package is not for sale'],
      ['/app/orders/019aa4c2-7d1e-7a44-9d6b-2f6f0c1f6a10', 'This order was not found'],
    ]) {
      assert.equal((await visit(page, address)).status(), 404, address);
      await page.getByText(words).waitFor();
      await axe(page);
    }
    const member = await newPage({ server, locale: 'en', allow: [/status of 403/], user: { cookies: await page.context().cookies() } });
    for (const address of ['/admin/orders', '/admin/cards', '/admin/orders/019aa4c2-7d1e-7a44-9d6b-2f6f0c1f6a10']) {
      assert.equal((await visit(member, address)).status(), 403, address);
    }
  });

  journey(`no way to pay is open, ${database}`, async () => {
    const closed = await startServer({ emulator: false });
    const page = await newPage({ server: closed, locale: 'fa' });
    await signUp(page);
    await visit(page, STARTER);
    await page.getByText('اکنون هیچ روش پرداختی باز نیست').waitFor();
    await inspect(page, 'pay-closed-fa');
  });

  /** A number that people read, as a number. */
  const latin = (text) => Number(text.replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0).replace(/[^\d.]/g, ''));
}
