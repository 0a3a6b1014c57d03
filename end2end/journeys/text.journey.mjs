// Texts: a form becomes two versions side by side; one is edited, rewritten in part, measured, marked, found again and deleted.

import assert from 'node:assert/strict';
import { api, axe, balance, journey, newPage, noSidewaysScroll, settled, shot, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();

/** Everything that holds for a page: nothing to scroll sideways, nothing that axe finds, and a picture to look at. */
async function inspect(page, name) {
  await noSidewaysScroll(page);
  await shot(page, name);
  await axe(page);
}

const texts = (page) => page.locator('[data-text-id]');
const ended = (page, number, state = 'complete') =>
  until(`${number} texts that are ${state}`, async () => (await page.locator(`[data-text-id][data-state="${state}"]`).count()) === number, 30_000);

for (const [locale, width, theme] of [['fa', 1440, 'light'], ['en', 390, 'dark']]) {
  journey(`a form becomes texts, ${locale}, ${width} px`, async () => {
    const page = await newPage({ server, locale, width, theme, allow: [/status of 422/] });
    await signUp(page);
    await visit(page, '/app/text');
    await settled(page);
    await inspect(page, `text-empty-${locale}-${width}`);

    // Nothing filled in: said beside the field, nothing is started.
    await page.locator('[data-task="social_post"]').click();
    await page.locator('[data-action="write"]').click();
    await page.locator('[name="fields.topic"][aria-invalid="true"]').waitFor();

    // What is typed survives another kind and a reload; the price comes before the start.
    const topic = '[[fast]] چای تازهٔ لاهیجان';
    await page.locator('[name="fields.topic"]').fill(topic);
    await page.locator('[data-task="seo_basic"]').click();
    assert.equal(await page.locator('[name="fields.topic"]').inputValue(), topic);
    await page.locator('[data-task="social_post"]').click();
    await page.locator('[name="variants"]').selectOption('2');
    await page.reload({ waitUntil: 'load' });
    await settled(page);
    await until('the draft', async () => (await page.locator('[name="fields.topic"]').inputValue()) === topic);
    assert.equal(await page.locator('[name="variants"]').inputValue(), '2');
    await page.locator('[data-quote="enough"]').first().waitFor();
    await page.locator('[data-action="write"]').click();
    await page.waitForURL(/\/app\/text\/[0-9a-f-]{36}/);
    await ended(page, 2);
    await settled(page);
    await inspect(page, `text-${locale}-${width}`);
    const { available, held } = await balance(page);
    assert.ok(available < 200_000 && held === 0, `${available}, ${held}`);

    // Edited, and kept as it was edited.
    const editor = texts(page).first().locator('textarea[name="output"]');
    await editor.fill('جملهٔ نخست. جملهٔ دوم دربارهٔ چای.');
    await texts(page).first().locator('[data-saved="kept"]').waitFor();
    await page.reload({ waitUntil: 'load' });
    await settled(page);
    assert.equal(await editor.inputValue(), 'جملهٔ نخست. جملهٔ دوم دربارهٔ چای.');

    // A passage is written anew.
    await editor.evaluate((area) => {
      area.focus();
      area.setSelectionRange(0, 'جملهٔ نخست.'.length);
    });
    await texts(page).first().locator('[data-action="rewrite"]').click();
    const dialog = page.locator('dialog[open]');
    assert.equal(await dialog.locator('blockquote').innerText(), 'جملهٔ نخست.');
    await dialog.locator('[data-wish]').first().click();
    await dialog.locator('[data-action="rewrite-start"]').click();
    await dialog.locator('[data-rewritten="complete"]').waitFor();
    await shot(page, `text-rewrite-${locale}-${width}`, { fullPage: false });
    await axe(page, { within: 'dialog[open]' });
    await dialog.locator('[data-action="replace"]').click();
    const after = await editor.inputValue();
    assert.ok(after.endsWith(' جملهٔ دوم دربارهٔ چای.') && !after.startsWith('جملهٔ نخست.'), after);
    await texts(page).first().locator('[data-saved="kept"]').waitFor();

    // Measured.
    await texts(page).first().locator('[data-action="meter"]').click();
    const meter = texts(page).first().locator('[data-meter]');
    await meter.locator('[name="title"]').fill('خرید چای تازهٔ لاهیجان');
    await meter.locator('[name="keyword"]').fill('چاي');
    await meter.locator('[data-keyword]').waitFor();
    await meter.locator('[data-reading]').waitFor();
    await inspect(page, `text-meter-${locale}-${width}`);

    // A favourite; the form as a template.
    await texts(page).nth(1).locator('[data-action="favourite"]').click();
    await until('a favourite', async () => (await api(page, '/text/items?favourite=true')).items.length === 1);
    await page.locator('[data-action="templates"]').click();
    await page.locator('#template-name').fill('پست چای');
    await page.locator('#text-templates button[type="submit"]').click();
    await page.locator('#text-templates [data-template="پست چای"]').waitFor();
    await page.keyboard.press('Escape');

    // Deleted; then found again with another keyboard's letters.
    await texts(page).nth(1).locator('[data-action="delete-text"]').click();
    await page.locator('dialog[open] button').last().click();
    await until('one text', async () => (await texts(page).count()) === 1);
    await visit(page, '/app/text?q=لاهيجان');
    await page.locator('[data-line] a').first().click();
    await page.waitForURL(/\/app\/text\/[0-9a-f-]{36}/);
    assert.equal(await editor.inputValue(), after);
  });
}

journey('a text is stopped, and the page may go meanwhile', async () => {
  const page = await newPage({ server, locale: 'en' });
  await signUp(page);
  await visit(page, '/app/text?task=free');
  await settled(page);
  await page.locator('[name="fields.request"]').fill('[[slow]] Count to a thousand');
  await page.locator('[data-quote="enough"]').first().waitFor();
  await page.locator('[data-action="write"]').click();
  await page.waitForURL(/\/app\/text\/[0-9a-f-]{36}/);
  const editor = texts(page).first().locator('textarea[name="output"]');
  await until('a beginning', async () => (await editor.inputValue()).length > 40);
  const heard = await editor.inputValue();
  await page.reload({ waitUntil: 'load' });
  await until('more of it', async () => (await editor.inputValue()).length > heard.length);
  await page.locator('[data-action="stop-text"]').click();
  await ended(page, 1, 'cancelled');
  assert.ok((await editor.inputValue()).startsWith(heard));
  const { available, held } = await balance(page);
  assert.ok(available < 200_000 && held === 0);
});
