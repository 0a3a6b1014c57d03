// Everything with the keyboard alone: the focus is always to be seen and never caught.

import assert from 'node:assert/strict';
import { answered, axe, journey, newPage, openChat, settled, shot, signUp, startServer, until, written } from '../harness.mjs';

const server = await startServer();

journey('sign up, ask, stop and sign out with the keyboard', async () => {
  const page = await newPage({ server, locale: 'en' });
  await page.goto('/sign-up');
  await reach(page, '#field-email');
  await page.keyboard.type('keys@example.com');
  await reach(page, '#field-password');
  await page.keyboard.type('correct horse battery staple');
  await reach(page, '#field-full_name');
  await page.keyboard.type('Kian');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/app$/);

  await page.locator('header summary', { hasText: 'Kian' }).waitFor();
  await settled(page);
  assert.ok(await page.evaluate(() => document.activeElement === document.body), 'a page that was loaded leaves the focus alone');

  // Another page without a load: reading goes on at its heading. A part of the same page: the focus stays.
  await reach(page, 'header nav a[href="/app/wallet"]');
  await page.keyboard.press('Enter');
  await atHeading(page, 'Wallet');
  await reach(page, 'header nav a[href="/app/settings"]');
  await page.keyboard.press('Enter');
  await atHeading(page, 'Settings');
  await reach(page, 'main nav a[href="/app/settings/password"]');
  await page.keyboard.press('Enter');
  await page.locator('#field-new_password').waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.matches('[href="/app/settings/password"]')), 'the focus stays on the tab');
  await page.goBack();
  await page.goBack();
  await atHeading(page, 'Wallet');

  await reach(page, 'header nav a[href="/app/chat"]');
  await page.keyboard.press('Enter');
  await page.locator('#composer[data-live]').waitFor();
  await reach(page, '#composer');
  await page.keyboard.type('First line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('and a second');
  await page.keyboard.press('Enter');
  await answered(page);
  assert.equal(await page.locator('[data-role="user"] p').first().innerText(), 'First line\nand a second');

  await page.keyboard.type('[[slow]] Now a long one');
  await page.keyboard.press('Enter');
  await written(page);
  await page.keyboard.press('Escape');
  await answered(page, 'cancelled');

  // Around the page and back to where it began: nothing holds the focus.
  await reach(page, '#composer');
  const seen = await around(page, '#composer');
  assert.ok(seen > 10, `${seen} places`);

  // The menu: opened with Enter, closed with Esc, arrows move in it.
  await reach(page, 'header details summary');
  await page.keyboard.press('Enter');
  const menu = page.locator('header details[open]');
  await menu.waitFor();
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.innerText.trim()), 'Sign out');
  await visible(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${server.url}/`);
});

journey('a dialog keeps the focus, and gives it back', async () => {
  const page = await newPage({ server, locale: 'en' });
  await signUp(page);
  await openChat(page);
  await reach(page, '[data-action="choose-model"]');
  await page.keyboard.press('Enter');
  const dialog = page.locator('#models[open]');
  await dialog.waitFor();
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('#models')), 'the focus stays inside');
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-action="choose-model"]')), 'and returns to the button');
});

/** Presses Tab until `selector` has the focus; what has it on the way can be seen. */
async function reach(page, selector) {
  for (let press = 0; press < 80; press += 1) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return visible(page);
    await page.keyboard.press('Tab');
    await visible(page);
  }
  throw new Error(`Tab never came to ${selector}`);
}

/** Tabs from `selector` until it comes again; how many places there were. */
async function around(page, selector) {
  for (let press = 1; press < 120; press += 1) {
    await page.keyboard.press('Tab');
    await visible(page);
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return press;
  }
  throw new Error(`Tab never came back to ${selector}`);
}

/** The page's heading has the focus, without a frame around it, and the next place is behind it. */
async function atHeading(page, words) {
  await until(`the focus on “${words}”`, () => page.evaluate((words) => document.activeElement.matches('main h1') && document.activeElement.innerText === words, words));
  assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
  await page.locator('main').locator('a, input, [tabindex="0"]').first().waitFor();
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement.closest('main')), 'the next place is in the page');
}

/** The focused element, or a frame around it, shows an outline or a ring. */
const visible = (page) => until('a visible focus', () => page.evaluate(() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return true;
  const shows = (element) => {
    const { outlineStyle, outlineWidth, boxShadow, opacity } = getComputedStyle(element);
    return opacity !== '0' && ((outlineStyle !== 'none' && outlineWidth !== '0px') || (boxShadow !== 'none' && element.matches(':focus, :has(textarea:focus)')));
  };
  const { width, height } = focused.getBoundingClientRect();
  if (width && height && (shows(focused) || shows(focused.closest('form') ?? focused))) return true;
  throw new Error(focused.outerHTML.slice(0, 200));
}), 1_000);

journey('on a phone the rest of the navigation is behind a button', async () => {
  for (const locale of ['fa', 'en']) {
    const page = await newPage({ server, locale, width: 390 });
    await signUp(page);
    const usage = page.locator('header nav a[href="/app/usage"]');
    const more = page.locator('header nav [data-action="more"]');
    assert.equal(await usage.isVisible(), false);
    await more.click();
    assert.equal(await more.getAttribute('aria-expanded'), 'true');
    await usage.waitFor();
    await shot(page, `navigation-open-${locale}-390`, { fullPage: false });
    await axe(page);
    await usage.click();
    await page.waitForURL(/\/app\/usage$/);
    await usage.waitFor({ state: 'hidden' });
    assert.equal(await more.getAttribute('aria-expanded'), 'false', 'and it closes behind whoever went');
  }
});
