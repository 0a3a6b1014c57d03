// Not enough coins: the price line says so before, the refusal says what is missing, and the text is not lost.

import assert from 'node:assert/strict';
import { axe, balance, journey, newPage, noSidewaysScroll, openChat, shot, signUp, startServer, until } from '../harness.mjs';

const server = await startServer({ env: { SIGNUP_COINS: '0.5' } });
// A short question to the first model of the policy may cost 24.6 coins, a long one more than there is.
const richer = await startServer({ env: { SIGNUP_COINS: '25' } });

for (const locale of ['en', 'fa']) {
  journey(`not enough coins, ${locale}`, async () => {
    const page = await newPage({ server, locale, allow: [/status of 402/] });
    await signUp(page);
    await openChat(page);
    const question = 'What can half a coin buy?';
    await page.locator('#composer').fill(question);
    const short = page.locator('[data-quote="short"]:visible');
    await short.locator('a[href="/app/wallet"]').waitFor();

    await page.locator('[data-action="send"]:enabled').click();
    const problem = page.locator('[data-problem="insufficient_coins"]');
    await problem.waitFor();
    const words = await problem.innerText();
    const [required, available, missing] = numbers(words);
    assert.equal(available, 500, words);
    assert.equal(required, available + missing, words);
    assert.equal(await page.locator('#composer').inputValue(), question, 'the text is still there');
    assert.deepEqual(await balance(page), { available: 500, held: 0 });
    await until('an empty list', async () => (await page.locator('[data-conversation]').count()) === 0);

    await problem.locator('a[href="/app/wallet"]').click();
    await page.waitForURL(/\/app\/wallet$/);
    await page.goBack();
    await until('the draft', async () => (await page.locator('#composer').inputValue()) === question);
  });
}

for (const [locale, width, theme] of [['fa', 1440, 'light'], ['en', 390, 'dark']]) {
  journey(`a price that grows beyond the wallet and shrinks again, ${locale}, ${width} px`, async () => {
    const page = await newPage({ server: richer, locale, width, theme });
    await signUp(page);
    await openChat(page);
    const line = (state) => page.locator(`[data-quote="${state}"]:visible`);
    for (let round = 0; round < 2; round += 1) {
      await page.locator('#composer').fill('What is a wallet?');
      await line('enough').waitFor();
      assert.equal(await line('enough').getAttribute('role'), null);
      await page.locator('#composer').fill('What is a wallet? '.repeat(300));
      await line('short').waitFor();
      assert.deepEqual(await line('short').evaluate((line) => [line.getAttribute('role'), line.classList.contains('text-danger')]), ['status', true]);
      const [maximum, available, missing] = numbers(await line('short').innerText());
      assert.equal(available, 25_000);
      assert.equal(maximum, available + missing);
      await noSidewaysScroll(page);
      await shot(page, `price-${locale}-${width}-${round}`);
      await axe(page);
    }
    await line('short').locator('a').click();
    await page.waitForURL(/\/app\/wallet$/);
  });
}

/** The amounts in a text, in thousandths, with either language's digits. */
function numbers(text) {
  const ascii = text.replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x06f0).replaceAll('٫', '.').replaceAll('٬', '').replaceAll(',', '');
  return ascii.match(/\d+(\.\d+)?/g).map((number) => Math.round(Number(number) * 1_000));
}
