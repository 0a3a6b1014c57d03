// The installable app: the manifest is sound, the service worker has a page for when the network is away, and it keeps
// nothing of a person.

import assert from 'node:assert/strict';
import { answered, ask, journey, newPage, openChat, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();

journey('the app can be installed, and is offline with grace', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/ERR_CONNECTION_REFUSED/] });
  await signUp(page);

  const link = await page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = await (await page.request.get(link)).json();
  for (const field of ['name', 'short_name', 'start_url', 'display', 'theme_color', 'background_color']) assert.ok(manifest[field], field);
  assert.equal(manifest.display, 'standalone');
  const sizes = manifest.icons.map((icon) => icon.sizes);
  assert.ok(sizes.includes('192x192') && sizes.includes('512x512') && manifest.icons.some((icon) => icon.purpose === 'maskable'));
  for (const icon of manifest.icons) {
    const answer = await page.request.get(icon.src);
    assert.equal(answer.status(), 200, icon.src);
    assert.equal(answer.headers()['content-type'], icon.type, icon.src);
  }

  await until('a service worker', () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'));
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await openChat(page);
  await ask(page, 'Something private');
  await answered(page);
  for (const address of ['/app/wallet', '/app/settings', '/app']) await visit(page, address);

  await server.stop();
  await page.goto('/app/wallet');
  await page.getByRole('heading', { name: 'You are offline' }).waitFor();
  assert.match(await page.locator('h1').evaluate((heading) => getComputedStyle(heading).fontFamily), /Vazirmatn/i);

  const kept = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found;
  });
  assert.ok(kept.includes('/offline.html'));
  const foreign = kept.filter((path) => !/^\/(offline\.(html|css)|favicon\.svg|fonts\/.+|icons\/.+|pkg\/.+)$/.test(path));
  assert.deepEqual(foreign, [], 'no page, no answer of the API or of a server function');

  await server.restart();
  await page.getByRole('link', { name: 'Try again' }).click();
  await page.waitForURL(/\/app$/);
  await page.locator('h1').waitFor();
});
