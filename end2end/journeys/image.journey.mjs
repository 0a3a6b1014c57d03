// Pictures: ordered, watched while they come, looked at, drawn again from, taken down.

import assert from 'node:assert/strict';
import { axe, journey, newPage, noSidewaysScroll, settled, shot, signUp, startServer, until, visit } from '../harness.mjs';
import { picture } from '../picture.mjs';

const server = await startServer({ env: { SANDBOX: 'true' } });

async function inspect(page, name) {
  await noSidewaysScroll(page);
  await shot(page, name);
  await axe(page);
}

const WORDS = {
  fa: { prompt: 'فانوس دریایی در توفان، نور گرم پنجره‌ها', deleted: 'برداشته شد.', marked: 'جای تغییر کشیده شد' },
  en: { prompt: 'A lighthouse in a storm, warm light in its windows', deleted: 'Taken down.', marked: 'The place is marked' },
};

for (const [locale, width, theme] of [['fa', 1440, 'light'], ['en', 390, 'dark']]) {
  journey(`pictures are ordered and come, ${locale}, ${width} px`, async () => {
    const words = WORDS[locale];
    const page = await newPage({ server, locale, width, theme, allow: [/status of 4(02|22)/] });
    await signUp(page);
    await visit(page, '/app/image');
    await inspect(page, `image-empty-${locale}-${width}`);

    // Nothing typed: said beside the field, nothing sent.
    await page.locator('[data-action="draw"]').click();
    await page.locator('#field-prompt[aria-invalid="true"]').waitFor();

    // The house's own choice costs more than a newcomer has: said before anything is sent.
    await page.locator('#field-prompt').fill(words.prompt);
    await page.locator('[data-quote="short"]').waitFor();
    await inspect(page, `image-short-${locale}-${width}`);

    for (const [name, value] of [['style', 'watercolor'], ['n', '2'], ['aspect_ratio', '16:9']]) {
      await page.locator('main form label', { has: page.locator(`input[name="${name}"][value="${value}"]`) }).click();
    }
    await page.locator('main form summary').click();
    await page.locator('select[name="model"]').selectOption('sandbox-image');
    await page.locator('[data-quote="enough"]').waitFor();
    await page.locator('[data-action="draw"]').click();
    await page.locator('[data-drawing]').first().waitFor();
    const done = page.locator('[data-drawing="succeeded"]');
    await until('the pictures', async () => (await done.locator('a img:not([aria-hidden])').count()) === 2);
    await settled(page);
    await inspect(page, `image-done-${locale}-${width}`);

    // What was typed is there after a reload, and so is the drawing.
    await page.reload();
    await until('the pictures again', async () => (await done.count()) === 1);
    await until('the draft', async () => (await page.locator('#field-prompt').inputValue()) === words.prompt);

    // As large as there is room for; drawn from again.
    await done.locator('a').first().click();
    await page.locator('h1').waitFor();
    await until('large pictures', async () => (await page.locator('main img:not([aria-hidden])').count()) >= 2);
    await settled(page);
    await inspect(page, `image-drawing-${locale}-${width}`);
    await page.locator('a[href*="&from="]').first().click();
    await page.locator('#field-prompt').waitFor();
    await until('the base', async () => (await page.locator('main form ul img').count()) === 1);

    // A place to change, painted.
    await page.locator('[data-action="mask"]').click();
    const canvas = page.locator('[data-part="mask"]');
    await until('the picture is there', async () => (await canvas.evaluate((element) => element.width)) > 300);
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.5, { steps: 8 });
    await page.mouse.up();
    await shot(page, `image-mask-${locale}-${width}`, { fullPage: false });
    await axe(page, { within: 'dialog#mask' });
    await page.locator('[data-action="save-mask"]').click();
    await page.getByText(words.marked).waitFor();
    await page.locator('main form summary').click();
    await page.locator('select[name="model"]').selectOption('sandbox-image');
    await page.locator('[data-quote="enough"]').waitFor();
    await page.locator('[data-action="draw"]').click();
    await until('another one', async () => (await done.count()) === 2);

    // Taken down.
    await done.first().locator('[data-action="delete"]').click();
    await page.locator('dialog[open] footer button, dialog[open] button').last().click();
    await page.getByText(words.deleted).waitFor();
    await until('one is left', async () => (await done.count()) === 1);
  });
}

journey('a picture of another kind of file is refused', async () => {
  const page = await newPage({ server, locale: 'en', width: 1440, allow: [/status of 422/] });
  await signUp(page);
  await visit(page, '/app/image');
  await page.locator('input[name="reference"]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('MZ\x90\0\x03', 'latin1') });
  await page.locator('ol[aria-live] li').first().waitFor();
  await page.locator('input[name="reference"]').setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: picture(300, 200, [90, 90, 200]) });
  await until('the base', async () => (await page.locator('main form ul img').count()) === 1);
  assert.equal(await page.locator('[data-action="mask"]').count(), 1);
});
