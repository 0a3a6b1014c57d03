// The product in one go: somebody signs up, sees a price, asks, watches the answer grow and pays exactly what it cost.

import assert from 'node:assert/strict';
import {
  answered, ask, balance, emulated, journey, milli, movements, newPage, openChat, signUp, startServer, textOf, visit, withoutPostgres,
} from '../harness.mjs';

for (const database of ['sqlite', 'postgres']) {
  journey(`ask and pay, ${database}`, { skip: database === 'postgres' && withoutPostgres }, async () => {
    const server = await startServer({ database });
    const page = await newPage({ server, locale: 'en' });
    await signUp(page);
    assert.equal(new URL(page.url()).pathname, '/app');
    const before = await balance(page);
    assert.deepEqual(before, { available: 200_000, held: 0 });

    await openChat(page);
    const question = 'What is a wallet?';
    await page.locator('#composer').fill(question);
    const price = await page.locator('[data-quote="enough"]:visible').innerText();
    const maximum = milli(/at most ([\d.]+) coin/.exec(price)[1]);
    assert.ok(maximum > 0 && maximum < before.available, price);

    await recordGrowth(page);
    await ask(page, question);
    await page.waitForURL(/\/app\/chat\/[0-9a-f-]{36}$/);
    const answer = await answered(page);
    assert.equal(await textOf(answer), emulated(question));
    const lengths = await page.evaluate(() => globalThis.lengths);
    assert.ok(lengths.length > 5, `the answer grew in ${lengths.length} steps`);
    assert.deepEqual(lengths, lengths.toSorted((a, b) => a - b), 'the answer never shrank');

    const cost = milli(await answer.locator('[data-cost]').getAttribute('data-cost'));
    assert.ok(cost > 0 && cost <= maximum, `${cost} of at most ${maximum}`);
    const left = before.available - cost;
    assert.deepEqual(await balance(page), { available: left, held: 0 });
    await page.locator('header a[href="/app/wallet"]', { hasText: coins(left) }).waitFor();
    assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'settle']);

    await visit(page, '/app');
    const recent = page.locator('main li a[href^="/app/chat/"]');
    assert.match(await recent.innerText(), /Chat\s+GPT-5/, 'the model by its name');
    await recent.click();
    assert.equal(await textOf(await answered(page)), emulated(question), 'the overview leads back to the answer');

    await visit(page, '/app/wallet');
    await page.locator('main').getByText(coins(left), { exact: true }).first().waitFor();
    assert.equal(await page.locator('main tbody tr').count(), 3);
    assert.match(await page.locator('main tbody tr').first().innerText(), new RegExp(`${cost / 1_000} coins? paid`));
  });
}

/** As the pages write coins in English. */
const coins = (thousandths) => (thousandths / 1_000).toLocaleString('en', { maximumFractionDigits: 3 });

/** Keeps the length of the latest answer, each time it changes, in `lengths` of the page. */
const recordGrowth = (page) => page.evaluate(() => {
  globalThis.lengths = [];
  const look = () => {
    const text = [...document.querySelectorAll('[data-role="assistant"][data-state="streaming"] [data-text]')].at(-1)?.textContent.trim() ?? '';
    if (text && text.length !== globalThis.lengths.at(-1)) globalThis.lengths.push(text.length);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
});
