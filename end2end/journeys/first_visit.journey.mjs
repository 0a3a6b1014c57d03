// A stranger opens the site: in both languages and themes, at a desk and on a phone, and at an address that isn't there.

import assert from 'node:assert/strict';
import { axe, journey, newPage, noSidewaysScroll, shot, startServer, visit } from '../harness.mjs';

const server = await startServer();

for (const locale of ['fa', 'en']) {
  for (const width of [1440, 390]) {
    for (const theme of ['light', 'dark']) {
      journey(`landing page, ${locale}, ${width} px, ${theme}`, async () => {
        const page = await newPage({ server, locale, width, theme });
        const response = await visit(page, '/');
        assert.equal(response.status(), 200);
        await hasLanguage(page, locale);
        assert.notEqual(await page.title(), '');
        assert.equal(await page.locator('h1').count(), 1, 'one heading of the first level');
        await noSidewaysScroll(page);
        await shot(page, `landing-${locale}-${width}-${theme}`);
        await axe(page);
      });
    }
  }

  journey(`an address that isn't there, ${locale}`, async () => {
    // The browser reports the document's own 404 on its console.
    const page = await newPage({ server, locale, width: 390, allow: [/status of 404/] });
    const response = await visit(page, '/no-such-page');
    assert.equal(response.status(), 404);
    await hasLanguage(page, locale);
    assert.ok(await page.locator('a[href="/"]').count(), 'a way home');
    await noSidewaysScroll(page);
    await shot(page, `not-found-${locale}`);
    await axe(page);
  });
}

async function hasLanguage(page, locale) {
  const html = page.locator('html');
  assert.equal(await html.getAttribute('lang'), locale);
  assert.equal(await html.getAttribute('dir'), locale === 'fa' ? 'rtl' : 'ltr');
}
