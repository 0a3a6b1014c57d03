// Pictures, sound and vectors through OpenAI's own Node client, unmodified: what src/tests/sdk.rs runs.

import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';

const SETUP = JSON.parse(process.env.AIMALL_SDK);
const ours = new OpenAI({ baseURL: SETUP.base_url, apiKey: SETUP.key, maxRetries: 0, timeout: 60_000 });
const TEXTS = ['سلام', 'می‌خواهم', 'hello'];
const HEARD = 'این متن را شبیه‌ساز نوشته است.';

async function check(name, body) {
  await body();
  console.log('ok', name);
}

async function refused(kind, status, code, call) {
  const error = await call().then(
    () => assert.fail(`${code} was not refused`),
    (error) => error,
  );
  assert.equal(error.constructor, kind, error);
  assert.deepEqual([error.status, error.code], [status, code]);
  return error;
}

const near = (one, other) => one.length === other.length && one.every((number, at) => Math.abs(number - other[at]) < 1e-6);

await check('vectors', async () => {
  const model = SETUP.embedder;
  // Without an encoding the client asks for base64 and unpacks it by itself.
  const packed = await ours.embeddings.create({ model, input: TEXTS });
  const plain = await ours.embeddings.create({ model, input: TEXTS, encoding_format: 'float' });
  for (const at of [0, 1, 2]) {
    assert.deepEqual([packed.data[at].index, plain.data[at].index], [at, at]);
    assert.ok(near(packed.data[at].embedding, plain.data[at].embedding));
  }
  assert.ok(plain.usage.total_tokens > 0 && plain.usage.coin_cost);
  const one = await ours.embeddings.create({ model, input: 'سلام', dimensions: 16 });
  assert.equal(one.data[0].embedding.length, 16);
  await refused(OpenAI.BadRequestError, 400, 'invalid_value', () => ours.embeddings.create({ model, input: [''] }));
});

const png = ({ b64_json }) => {
  const picture = Buffer.from(b64_json, 'base64');
  assert.equal(picture.toString('latin1', 1, 4), 'PNG');
  return toFile(picture, 'picture.png', { type: 'image/png' });
};

await check('pictures', async () => {
  const model = SETUP.painter;
  const made = await ours.images.generate({ model, prompt: 'گربه‌ای زیر باران', n: 2, size: '1024x1024', quality: 'low' });
  const [one, two] = await Promise.all(made.data.map(png));
  assert.equal(made.usage.total_tokens, made.usage.input_tokens + made.usage.output_tokens);
  await refused(OpenAI.BadRequestError, 400, 'content_policy_violation', () => ours.images.generate({ model, prompt: '[[filtered]]' }));
  const edited = await ours.images.edit({ model, image: one, mask: two, prompt: 'شب باشد', size: '1024x1024' });
  await png(edited.data[0]);
  const mixed = await ours.images.edit({ model, image: [one, two], prompt: 'یکی شوند' });
  await png(mixed.data[0]);
});

// Silence of 16 kHz with the header of a wav file.
function recording(seconds) {
  const samples = 32_000 * seconds;
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(samples + 36, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(16_000, 24);
  head.writeUInt32LE(32_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples, 40);
  return toFile(Buffer.concat([head, Buffer.alloc(samples)]), 'voice.wav');
}

await check('transcripts', async () => {
  const transcribe = async (model, more = {}) => ours.audio.transcriptions.create({ model: SETUP[model], file: await recording(3), language: 'fa', ...more });
  assert.equal((await transcribe('listener')).text, HEARD);
  assert.equal((await transcribe('timer', { response_format: 'text' })).trim(), HEARD);
  const told = await transcribe('timer', { response_format: 'verbose_json', timestamp_granularities: ['segment'] });
  assert.deepEqual([told.text, told.segments[0].text, told.segments[0].start], [HEARD, HEARD, 0]);
  assert.match(await transcribe('timer', { response_format: 'srt' }), /^1\n00:00:00,000 --> 00:00:03,200\n/);
  assert.match(await transcribe('timer', { response_format: 'vtt' }), /^WEBVTT\n\n00:00:00\.000 --> 00:00:03\.200\n/);
});

await check('speech', async () => {
  const asked = { model: SETUP.speaker, voice: SETUP.voice, input: 'سلام دنیا', response_format: 'wav' };
  const sound = Buffer.from(await (await ours.audio.speech.create(asked)).arrayBuffer());
  assert.deepEqual([sound.toString('latin1', 0, 4), sound.readUInt32LE(24)], ['RIFF', 24_000]);
  assert.ok(sound.length > 1_000);
  await refused(OpenAI.BadRequestError, 400, 'invalid_value', () => ours.audio.speech.create({ ...asked, voice: 'nobody' }));
});
