// What is sold: an offer from the form to the pricing page, a discount code, and redeem codes from their file to a wallet.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, balance, becomeAdmin, journey, newPage, noSidewaysScroll, shot, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();
let admin;

journey('a package is made, changed, put in order and archived', async () => {
  const page = await newPage({ server, locale: 'en', width: 1440, allow: [/status of 422/] });
  await becomeAdmin(page);
  admin = { cookies: await page.context().cookies() };
  await visit(page, '/admin/offers');
  assert.equal(await page.locator('tr[data-offer]').count(), 5, 'the seed');
  await shot(page, 'offers-list-en-1440');
  await page.locator('a[href="/admin/offers/new?kind=package"]').click();

  // What is wrong stands beside its field, and what was typed stays.
  const form = page.locator('form').filter({ has: page.locator('[name="name_fa"]') });
  await form.locator('[name="name_en"]').fill('Spring');
  await form.locator('[name="prices.IRR"]').fill('12.34');
  await form.locator('button[type="submit"]').click();
  await until('errors', async () => (await form.locator('[aria-invalid="true"]').count()) >= 1);
  assert.equal(await form.locator('[name="name_en"]').inputValue(), 'Spring');
  await form.locator('[name="name_fa"]').fill('بهاره');
  await form.locator('[name="prices.IRR"]').fill('۴۹٬۰۰۰');
  await form.locator('[name="prices.USD"]').fill('4.5');
  await form.locator('[name="coins"]').fill('500');
  await form.locator('[name="bonus_coins"]').fill('50');
  // The card follows.
  const preview = page.locator('[data-preview]');
  await until('the preview', async () => /Spring/.test(await preview.innerText()) && /\$4\.50/.test(await preview.innerText()));
  await shot(page, 'offers-form-en-1440');
  await axe(page);
  await form.locator('button[type="submit"]').click();
  await until('its page', () => /\/admin\/offers\/[0-9a-f-]{36}$/.test(page.url()));
  const id = page.url().split('/').pop();

  await form.locator('[name="prices.USD"]').fill('5');
  await form.locator('button[type="submit"]').click();
  await page.locator('tr[data-revision="2"]').waitFor();
  assert.equal(await page.locator('tr[data-revision]').count(), 2, 'the first one stays');
  await shot(page, 'offers-page-en-1440');
  await axe(page);

  const visitor = await newPage({ server, locale: 'fa', width: 390 });
  await visit(visitor, '/pricing');
  const card = visitor.locator(`li[data-offer="${id}"]`);
  assert.match(await card.innerText(), /۴۹٬۰۰۰ تومان/);
  assert.equal(await card.locator('a').getAttribute('href'), `/app/checkout/${id}`);
  await noSidewaysScroll(visitor);
  await visit(visitor, '/pricing?currency=USD');
  assert.match(await visitor.locator(`li[data-offer="${id}"]`).innerText(), /۵٫۰۰ دلار/);
  // A visitor signs in first, and comes back.
  await visit(visitor, `/app/checkout/${id}`);
  assert.match(visitor.url(), /\/sign-in\?return_to=\/app\/checkout\//);

  await visit(page, '/admin/offers');
  const last = page.locator('tr[data-offer]').last();
  assert.equal(await last.getAttribute('data-offer'), id);
  await last.locator('[data-action="move-up"]').click();
  await until('its new place', async () => (await page.locator('tr[data-offer]').nth(4).getAttribute('data-offer')) === id);
  await page.locator(`tr[data-offer="${id}"] [data-action="archive-offer"]`).click();
  await page.locator('#archive-offer').getByRole('button', { name: 'Archive' }).last().click();
  await page.locator(`tr[data-offer="${id}"] [data-action="restore"]`).waitFor();
  await visit(visitor, '/pricing');
  assert.equal(await visitor.locator(`li[data-offer="${id}"]`).count(), 0);
});

for (const [locale, width] of [['fa', 390], ['en', 1440]]) {
  journey(`codes are made and redeemed: ${locale}, ${width} px`, async () => {
    const page = await newPage({ server, locale, width, user: admin, allow: [/status of 422/] });
    await visit(page, '/admin/codes');
    await page.locator('[data-action="create-discount"]').click();
    const form = page.locator('#create-discount form');
    await form.locator('[name="code"]').fill(`nowruz-${locale}`);
    await form.locator('[name="users"]').fill('nobody@example.com');
    await form.locator('button[type="submit"]').click();
    await until('the missing share', async () => (await form.locator('[name="percent"][aria-invalid="true"]').count()) === 1);
    await form.locator('[name="percent"]').fill('۲۰');
    await form.locator('button[type="submit"]').click();
    await until('the missing account', async () => (await form.locator('[name="users"][aria-invalid="true"]').count()) === 1);
    await form.locator('[name="users"]').fill('');
    await form.locator('[name="caps.IRR"]').fill('۵۰٬۰۰۰');
    await form.locator('[name="uses_max"]').fill('10');
    await form.locator('[name="ends_at"]').fill('2030-01-01');
    await shot(page, `codes-form-${locale}-${width}`, { fullPage: false });
    await axe(page);
    await form.locator('button[type="submit"]').click();
    const row = page.locator(`tr[data-code="NOWRUZ-${locale.toUpperCase()}"]`);
    await row.waitFor();
    await row.locator('[data-action="show-uses"]').click();
    await page.locator('#discount-uses h3').waitFor();
    await page.keyboard.press('Escape');
    await row.locator('[data-action="edit-discount"]').click();
    const edit = page.locator('#edit-discount form');
    assert.equal(await edit.locator('[name="caps.IRR"]').inputValue(), '50000');
    assert.equal(await edit.locator('[name="ends_at"]').inputValue(), '2030-01-01');
    await page.keyboard.press('Escape');
    await shot(page, `codes-list-${locale}-${width}`);
    await noSidewaysScroll(page);
    await axe(page);

    await visit(page, '/admin/codes/batches');
    await page.locator('[data-action="make-batch"]').click();
    const batch = page.locator('#make-batch form');
    await batch.locator('[name="name"]').fill('gifts');
    await batch.locator('[name="codes"]').fill('3');
    await batch.locator('[name="coins"]').fill('25');
    await batch.locator('button[type="submit"]').click();
    const made = page.locator('#made-batch');
    await made.locator('[data-action="download-codes"]').waitFor();
    await shot(page, `codes-made-${locale}-${width}`, { fullPage: false });
    await axe(page);
    const [download] = await Promise.all([page.waitForEvent('download'), made.locator('[data-action="download-codes"]').click()]);
    assert.match(download.suggestedFilename(), /^codes-.*\.csv$/);
    const codes = readFileSync(await download.path(), 'utf8').trim().split('\r\n').slice(1).map((line) => line.split(',')[0]);
    assert.equal(codes.length, 3);
    await made.getByRole('checkbox').check();
    await made.locator('[data-action="close-batch"]').click();
    await made.waitFor({ state: 'hidden' });
    assert.ok(!(await page.content()).includes(codes[0]), 'it is gone from the page');
    await shot(page, `batches-${locale}-${width}`);

    const person = await newPage({ server, locale, width, allow: [/status of 422/] });
    await signUp(person);
    const before = await balance(person);
    await visit(person, '/app/wallet');
    await person.locator('a[href="/app/redeem"]').click();
    const redeem = person.locator('form').filter({ has: person.locator('#redeem-code') });
    await redeem.locator('#redeem-code').fill('abcd-efgh-jkmn-pqrs');
    await redeem.locator('button[type="submit"]').click();
    await until('the refusal', async () => (await redeem.locator('[aria-invalid="true"]').count()) === 1);
    await shot(person, `redeem-wrong-${locale}-${width}`);
    await redeem.locator('#redeem-code').fill(codes[0].toLowerCase().replaceAll('-', ' '));
    await redeem.locator('button[type="submit"]').click();
    await person.locator('[data-redeemed]').waitFor();
    await shot(person, `redeem-done-${locale}-${width}`);
    await axe(person);
    assert.equal((await balance(person)).available, before.available + 25_000);
  });
}
