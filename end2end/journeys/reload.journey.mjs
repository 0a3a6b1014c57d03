// The page is loaded anew while the answer is being written: it goes on, whole, and is paid once.

import assert from 'node:assert/strict';
import {
  answered, ask, balance, emulated, journey, messages, milli, movements, newPage, openChat, signUp, startServer, textOf, withoutPostgres, written,
} from '../harness.mjs';

for (const database of ['sqlite', 'postgres']) {
  journey(`reload in the middle, ${database}`, { skip: database === 'postgres' && withoutPostgres }, async () => {
    const server = await startServer({ database });
    const page = await newPage({ server, locale: 'en' });
    await signUp(page);
    await openChat(page);
    const question = '[[slow]] Tell me a long story';
    await ask(page, question);
    const before = await written(page);

    for (let reload = 0; reload < 2; reload += 1) {
      await openChat(page, page.url());
      const after = await written(page);
      assert.ok(after.length >= before.length && after.startsWith(before), `“${before}” became “${after}”`);
    }

    const answer = await answered(page);
    const receipt = await answer.locator('[data-cost]').innerText();
    assert.match(receipt, /\d tokens$/, 'not estimated');
    assert.equal(await textOf(answer), emulated(question));
    const said = await messages(page);
    assert.deepEqual(said.map((message) => message.role), ['user', 'assistant']);
    assert.equal(said[1].content.trim(), emulated(question));
    assert.deepEqual(await movements(page), ['signup_grant', 'hold', 'settle']);
    assert.deepEqual(await balance(page), { available: 200_000 - milli(said[1].coin_cost), held: 0 });

    await openChat(page, page.url());
    const finished = await answered(page);
    assert.equal(await textOf(finished), emulated(question), 'the finished page says the same');
    assert.equal(await finished.locator('[data-cost]').innerText(), receipt, 'with the same receipt');
  });
}
