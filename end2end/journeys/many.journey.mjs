// More conversations than a page of the list holds: the rest comes on demand, can be searched, opened and deleted.

import assert from 'node:assert/strict';
import { answered, ask, journey, newPage, openChat, shot, signUp, startServer, until } from '../harness.mjs';

const server = await startServer();
const NUMBER = 105;
const title = (nr) => (nr === 3 ? 'The walnut tree' : `Talk ${nr} of many`);

for (const [locale, width] of [['en', 1440], ['fa', 390]]) {
  journey(`${NUMBER} conversations, ${locale}, ${width} px`, async () => {
    const page = await newPage({ server, locale, width });
    await signUp(page);
    for (let nr = 1; nr <= NUMBER; nr += 1) {
      const made = await page.request.post('/api/v1/conversations', { data: { title: title(nr) } });
      assert.equal(made.status(), 201, await made.text());
    }

    await openChat(page);
    const panel = page.locator('#conversations');
    const show = async () => {
      if (width < 1280 && (await panel.getAttribute('data-open')) === null) await page.locator('#open-conversations').click();
    };
    await show();
    const rows = panel.locator('[data-conversation]');
    const more = panel.getByRole('button', { name: locale === 'fa' ? 'نمایش بیشتر' : 'Show more' });
    await rows.first().waitFor();
    assert.equal(await rows.count(), 50);
    for (const count of [100, NUMBER]) {
      await more.click();
      await until(`${count} conversations`, async () => (await rows.count()) === count);
    }
    assert.equal(await more.count(), 0, 'that is all');
    const titles = await rows.allInnerTexts();
    assert.deepEqual(titles, Array.from({ length: NUMBER }, (_, at) => title(NUMBER - at)), 'each once, the newest first');

    // What came later is found, and opened; used, it moves to the top.
    await panel.locator('input[type="search"]').fill('walnut');
    await until('one conversation', async () => (await rows.count()) === 1);
    await shot(page, `many-${locale}-${width}`, { fullPage: false });
    await rows.first().click();
    await page.locator('main header h2', { hasText: title(3) }).waitFor();
    await ask(page, 'Are you still there?');
    await answered(page);
    await show();
    await panel.locator('input[type="search"]').fill('');
    await until('it stands first', async () => (await rows.first().innerText()) === title(3));
    assert.equal(await rows.count(), NUMBER, 'the others are still there');
  });
}
