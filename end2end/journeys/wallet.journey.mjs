// Coins by hand: staff gives some that expire, a second one approves more; the person sees them, chooses which go first, and
// finds the run behind a movement. Staff finds all of it in the ledger, whose rules hold.

import assert from 'node:assert/strict';
import { answered, api, ask, axe, becomeAdmin, journey, newPage, noSidewaysScroll, openChat, shot, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer({ env: { SANDBOX: 'true', SIGNUP_COINS: '50', ADJUSTMENT_LIMIT: '100' } });

for (const [locale, width] of [['fa', 1440], ['en', 390]]) {
  journey(`coins by hand, the ledger and the wallet, ${locale}, ${width} px`, async () => {
    const own = locale === 'fa' ? server : await startServer({ env: { SANDBOX: 'true', SIGNUP_COINS: '50', ADJUSTMENT_LIMIT: '100' } });
    const admin = await newPage({ server: own, locale, width });
    await becomeAdmin(admin);
    const person = await newPage({ server: own, locale, width });
    const { email } = await signUp(person);
    await openChat(person);
    await ask(person, 'سلام');
    await answered(person);

    // From the person's row to the form.
    await visit(admin, `/admin/users?q=${encodeURIComponent(email)}`);
    await admin.locator('[data-action="adjust"]:visible').first().click();
    await admin.waitForURL(/\/admin\/adjustments\?person=/);
    const form = admin.locator('main form').last();
    await form.locator('#field-coins').fill('۶۰');
    await form.locator('#field-expires_at').selectOption('30');
    await form.locator('#field-reason').fill('جبران یک خطا');
    await form.locator('button[type="submit"]').click();
    await admin.locator('[data-state="applied"]').waitFor();
    await admin.locator('#field-coins').fill('500');
    await admin.locator('#field-reason').fill('سفارش بزرگ');
    await admin.locator('main form').last().locator('button[type="submit"]').click();
    await admin.locator('[data-state="proposed"]').waitFor();
    assert.equal(await admin.locator('[data-action="approve"]').count(), 0, 'nobody approves their own');
    await noSidewaysScroll(admin);
    await shot(admin, `adjustments-${locale}-${width}`);
    await axe(admin);

    // The person's wallet.
    await visit(person, '/app/wallet');
    const lot = person.locator('[data-lot]');
    await lot.waitFor();
    assert.equal(await lot.count(), 1);
    await person.locator('input[value="wallet_first"]').check({ force: true });
    await until('the choice', async () => (await api(person, '/billing/wallet')).spend_order === 'wallet_first');
    await shot(person, `wallet-lots-${locale}-${width}`);
    await axe(person);
    await person.locator('select[name="kind"]').selectOption('settle');
    await person.waitForURL(/kind=settle/);
    await until('only payments', async () => (await person.locator('tr[data-kind]').count()) === 1);
    await person.locator('tr[data-kind="settle"] a').click();
    await person.waitForURL(/\/app\/runs\//);
    await person.locator('[data-run]').waitFor();
    await noSidewaysScroll(person);
    await shot(person, `receipt-${locale}-${width}`);
    await axe(person);
    await person.locator('[data-action="output"]').click();
    await person.waitForURL(/\/app\/chat\//);

    // The whole ledger.
    await visit(admin, `/admin/ledger?q=${encodeURIComponent(email)}`);
    await until('the movements of one person', async () => (await admin.locator('[data-transaction]').count()) === 4);
    await admin.locator('[data-kind="adjustment"] summary').click();
    await admin.locator('[data-kind="adjustment"] table').waitFor();
    await admin.locator('[data-action="check"]').click();
    await admin.locator('[data-sound="true"]').waitFor();
    assert.equal(await admin.locator('[data-invariant]').count(), 13);
    await noSidewaysScroll(admin);
    await shot(admin, `ledger-${locale}-${width}`);
    await axe(admin);
  });
}
