// Files: put in, found, sorted, looked at, shared, thrown away and fetched back.

import assert from 'node:assert/strict';
import { axe, journey, newPage, noSidewaysScroll, settled, shot, signUp, startServer, until, visit } from '../harness.mjs';
import { picture } from '../picture.mjs';

const server = await startServer();

/** Everything that holds for a page: nothing to scroll sideways, nothing that axe finds, and a picture to look at. */
async function inspect(page, name) {
  await noSidewaysScroll(page);
  await shot(page, name);
  await axe(page);
}

const WORDS = {
  fa: { trash: 'به زباله‌دان', restore: 'بازگرداندن', forever: 'حذف همیشگی', moved: 'جابه‌جایی', made: 'ساختن پیوند', saved: 'ذخیره شد.', create: 'ساختن پوشه' },
  en: { trash: 'Move to trash', restore: 'Restore', forever: 'Delete for ever', moved: 'Move', made: 'Make the link', saved: 'Saved.', create: 'Create folder' },
};

for (const [locale, width, theme] of [['fa', 1440, 'light'], ['en', 390, 'dark']]) {
  journey(`files go in and are found again, ${locale}, ${width} px`, async () => {
    const words = WORDS[locale];
    const page = await newPage({ server, locale, width, theme, allow: [/status of 422/] });
    await signUp(page);
    await visit(page, '/app/library');
    await inspect(page, `library-empty-${locale}-${width}`);
    const tiles = page.locator('[data-asset]');
    await page.locator('header input[type="file"]').setInputFiles([
      { name: 'گربهٔ خیال‌انگیز.png', mimeType: 'image/png', buffer: picture(1200, 800, [200, 40, 90]) },
      { name: 'sea.png', mimeType: 'image/png', buffer: picture(400, 900, [20, 90, 160]) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('یادداشت') },
      { name: 'program.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ\x90\0\x03', 'latin1') },
    ]);
    await until('three files', async () => (await tiles.count()) === 3);
    await page.locator('main [data-wrong]').first().waitFor();
    await settled(page);
    await inspect(page, `library-${locale}-${width}`);

    // Found with another keyboard's letters.
    await page.locator('input[name="q"]').fill('گربه خيال انگيز'.replace('خيال انگيز', 'خيال‌انگيز'));
    await until('one file', async () => (await tiles.count()) === 1);
    await page.locator('input[name="q"]').fill('');
    await until('all files', async () => (await tiles.count()) === 3);

    // Into a folder.
    await page.locator('[data-action="folders"]').click();
    await page.locator('dialog#folders #field-name').fill('سفر');
    await page.locator('dialog#folders').getByRole('button', { name: words.create }).click();
    await page.locator('dialog#folders [data-folder="سفر"]').waitFor();
    await shot(page, `library-folders-${locale}-${width}`, { fullPage: false });
    await axe(page, { within: 'dialog#folders' });
    await page.keyboard.press('Escape');
    for (const name of ['sea.png', 'گربهٔ خیال‌انگیز.png']) {
      await tiles.filter({ hasText: name }).locator('input[type="checkbox"]').check();
    }
    await inspect(page, `library-picked-${locale}-${width}`);
    await page.locator('[data-action="move"]').click();
    await page.locator('dialog#move select').selectOption({ label: 'سفر' });
    await page.locator('dialog#move button[type="submit"]').click();
    await page.locator('dialog#move').waitFor({ state: 'hidden' });
    await page.locator('select[name="folder"]').first().selectOption({ label: 'سفر' });
    await until('the folder', async () => (await tiles.count()) === 2);

    // Looked at, named, shared.
    await tiles.filter({ hasText: 'sea.png' }).locator('a').click();
    await page.waitForURL(/\/app\/library\/[0-9a-f-]{36}$/);
    await page.locator('main img[srcset]').waitFor();
    await page.locator('#field-tags').fill('دریا، آبی');
    await page.locator('main form button[type="submit"]').first().click();
    await page.getByText(words.saved).waitFor();
    await settled(page);
    await inspect(page, `library-asset-${locale}-${width}`);
    await page.locator('[data-action="share"]').click();
    await page.locator('dialog#share').getByRole('button', { name: words.made }).click();
    const link = await page.locator('dialog#share [data-part="link"]').inputValue();
    await shot(page, `library-share-${locale}-${width}`, { fullPage: false });
    await axe(page, { within: 'dialog#share' });
    const opened = await fetch(link);
    assert.equal(opened.status, 200);
    assert.equal(opened.headers.get('content-type'), 'image/png');
    assert.equal((await fetch(link.replace('signature=', 'signature=0'))).status, 404);
    await page.keyboard.press('Escape');

    // Away and back, then for ever.
    await page.locator('[data-action="trash"]').click();
    await page.locator('main').getByRole('button', { name: words.restore }).click();
    await page.locator('[data-action="trash"]').click();
    await page.locator('[data-action="delete"]').waitFor();
    assert.equal((await fetch(link)).status, 404, 'what is in the trash nobody gets');
    await visit(page, '/app/library?trash=1');
    await until('the trash', async () => (await tiles.count()) === 1);
    await inspect(page, `library-trash-${locale}-${width}`);
    await tiles.locator('a').click();
    await page.locator('[data-action="delete"]').click();
    await page.locator('dialog#delete-asset').getByRole('button', { name: words.forever }).click();
    await page.waitForURL(/\/app\/library\?trash=1$/);
    await until('nothing left', async () => (await tiles.count()) === 0);
  });
}
