// Sound is put in, read, heard along, corrected, summed up and taken away; a text is spoken.

import assert from 'node:assert/strict';
import { axe, journey, newPage, noSidewaysScroll, settled, shot, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer({ env: { SANDBOX: 'true' } });

/** Everything that holds for a page: nothing to scroll sideways, nothing that axe finds, and a picture to look at. */
async function inspect(page, name) {
  await noSidewaysScroll(page);
  await shot(page, name);
  await axe(page);
}

/** Seconds of a tone with a silence in the middle, as WAV. */
function sound(seconds) {
  const rate = 16_000;
  const samples = new Int16Array(rate * seconds);
  for (let at = 0; at < samples.length; at++) {
    const quiet = Math.abs(at / samples.length - 0.5) < 0.1;
    samples[at] = quiet ? 0 : Math.round(Math.sin(at / 12) * 9000 * Math.abs(Math.sin(at / 4000)));
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

const WORDS = {
  fa: { saved: 'ذخیره شد.', text: 'جلسهٔ ۲۵ دقیقه‌ای ما. خوب بود!', forever: 'حذف' },
  en: { saved: 'Saved.', text: 'Our meeting. It was good!', forever: 'Delete' },
};

for (const [locale, width, theme] of [['fa', 1440, 'light'], ['en', 390, 'dark']]) {
  journey(`sound becomes text and text becomes sound, ${locale}, ${width} px`, async () => {
    const words = WORDS[locale];
    const page = await newPage({ server, locale, width, theme });
    await signUp(page);
    await visit(page, '/app/audio');
    await inspect(page, `audio-empty-${locale}-${width}`);

    // What is no sound says so.
    const input = page.locator('input[data-part="sound"]');
    await input.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('یادداشت') });
    await page.locator('main [role="alert"]').first().waitFor();

    // In, priced, written down by the sandbox.
    await input.setInputFiles({ name: 'talk.wav', mimeType: 'audio/wav', buffer: sound(6) });
    await page.locator('[data-part="taken"]').waitFor();
    await page.locator('#field-model').selectOption('sandbox-transcription');
    await page.locator('[data-quote="enough"]').waitFor();
    await settled(page);
    await inspect(page, `audio-desk-${locale}-${width}`);
    await page.locator('[data-action="transcribe"]').click();
    await page.waitForURL(/\/app\/audio\/recordings\/[0-9a-f-]{36}$/);
    await page.locator('[data-segment]').first().waitFor();
    await page.locator('[data-part="wave"] path').first().waitFor({ state: 'attached' });
    await settled(page);
    await inspect(page, `audio-recording-${locale}-${width}`);

    // Pressed, it plays from there.
    await page.locator('[data-segment] button').first().click();
    await until('it plays', async () => page.evaluate(() => document.querySelector('main audio').currentTime > 0.2));
    await page.locator('[data-segment][data-now]').waitFor();
    await page.evaluate(() => document.querySelector('main audio').pause());

    // Corrected; it stays so.
    await page.locator('[data-action="edit-text"]').click();
    await page.locator('main ol textarea').first().fill(words.text);
    await page.locator('[data-action="save-text"]').click();
    await page.getByText(words.saved).waitFor();
    await page.reload();
    await page.locator('[data-segment]').filter({ hasText: words.text }).waitFor();

    // Taken away as subtitles.
    const href = await page.locator('a[href*="format=srt"]').getAttribute('href');
    const srt = await page.evaluate(async (href) => (await fetch(href)).text(), href);
    assert.match(srt, /^1\n00:00:00,000 --> 00:00:0\d,\d{3}\n/);
    assert.ok(srt.includes(words.text));

    // Summed up.
    await page.locator('[data-action="summarise"]').click();
    await page.locator('[data-part="summary"]').waitFor();
    await settled(page);
    await inspect(page, `audio-summary-${locale}-${width}`);

    // The other way round.
    await visit(page, '/app/audio?tab=speak');
    await inspect(page, `audio-speak-empty-${locale}-${width}`);
    await page.locator('#field-text').fill(words.text);
    await page.locator('#field-model').selectOption('sandbox-speech');
    await page.locator('[data-quote="enough"]').waitFor();
    await settled(page);
    await inspect(page, `audio-speak-${locale}-${width}`);
    await page.locator('[data-action="speak"]').click();
    await page.waitForURL(/\/app\/audio\/speeches\/[0-9a-f-]{36}$/);
    await page.locator('main audio').waitFor();
    await settled(page);
    await inspect(page, `audio-speech-${locale}-${width}`);
    await page.locator('[data-action="delete"]').click();
    await page.locator('dialog#delete-speech').getByRole('button', { name: words.forever }).click();
    await page.waitForURL(/\/app\/audio\?tab=speak$/);
    await until('it is gone', async () => (await page.locator('[data-speech]').count()) === 0);
    await visit(page, '/app/audio');
    await page.locator('[data-recording="done"]').waitFor();
    await inspect(page, `audio-history-${locale}-${width}`);
  });
}
