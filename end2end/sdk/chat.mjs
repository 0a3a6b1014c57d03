// OpenAI's own Node client, unmodified, against /v1: what src/tests/sdk.rs runs. Prints every check; the first that fails ends it.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';

const SETUP = JSON.parse(process.env.AIMALL_SDK);
const { model, persian, pixel } = SETUP;
const client = (apiKey) => new OpenAI({ baseURL: SETUP.base_url, apiKey, maxRetries: 0, timeout: 60_000 });
const ours = client(SETUP.key);
const spent = [];

const say = (text) => [
  { role: 'developer', content: 'You are helpful.' },
  { role: 'user', content: text },
];
const create = (more = {}, from = ours) => from.chat.completions.create({ model, messages: say('[[fast]] hi'), ...more });

// What an answer cost stands in its usage.
function paid(usage) {
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
  spent.push(usage.coin_cost);
}

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
  assert.ok(error.message);
  return error;
}

await check('a whole answer', async () => {
  const answer = await create({ messages: say(`[[echo]]${persian}`), temperature: 0.3, top_p: 0.9, seed: 7, stop: '\n\n\n', max_completion_tokens: 500, user: 'somebody' });
  assert.deepEqual([answer.object, answer.model, answer.choices.length], ['chat.completion', model, 1]);
  const [choice] = answer.choices;
  assert.deepEqual(Buffer.from(choice.message.content), Buffer.from(persian));
  assert.deepEqual([choice.message.role, choice.finish_reason], ['assistant', 'stop']);
  paid(answer.usage);
});

await check('a streamed answer with usage', async () => {
  const pieces = [];
  const asked = { messages: say(`[[echo]]${persian}`), stream: true, stream_options: { include_usage: true } };
  for await (const piece of await create(asked)) pieces.push(piece);
  const text = pieces.map((piece) => piece.choices[0]?.delta.content ?? '').join('');
  assert.deepEqual(Buffer.from(text), Buffer.from(persian));
  assert.ok(pieces.every((piece) => piece.object === 'chat.completion.chunk' && piece.id === pieces[0].id));
  assert.ok(pieces.length > 10 && pieces[0].choices[0].delta.role === 'assistant');
  assert.equal(pieces.at(-2).choices[0].finish_reason, 'stop');
  assert.deepEqual(pieces.at(-1).choices, []);
  paid(pieces.at(-1).usage);
});

await check('an answer that is cut at its limit', async () => {
  const answer = await create({ max_tokens: 3 });
  assert.deepEqual([answer.choices[0].finish_reason, answer.usage.completion_tokens], ['length', 3]);
  paid(answer.usage);
});

const parameters = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city', 'days'], additionalProperties: false };
const weather = { name: 'weather', description: 'هوای یک شهر', parameters, strict: true };

await check('a tool is called and answered', async () => {
  const messages = say('[[tool]] [[fast]] weather?');
  const tools = [{ type: 'function', function: weather }];
  const asked = await create({ messages, tools, tool_choice: { type: 'function', function: { name: 'weather' } } });
  const [{ finish_reason, message }] = asked.choices;
  assert.equal(finish_reason, 'tool_calls');
  assert.deepEqual(JSON.parse(message.tool_calls[0].function.arguments), { city: 'emulated', days: 1 });
  const answer = await create({ messages: [...messages, message, { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'آفتابی' }], tools });
  assert.equal(answer.choices[0].finish_reason, 'stop');
  paid(asked.usage);
  paid(answer.usage);
});

await check('the client runs tools by itself, in a stream', async () => {
  const asked = [];
  const run = (input) => {
    asked.push(input);
    return 'آفتابی';
  };
  const runner = ours.chat.completions.runTools({
    model,
    stream: true,
    messages: say('[[tool]] [[fast]] weather?'),
    tools: [{ type: 'function', function: { ...weather, function: run, parse: JSON.parse } }],
  });
  assert.ok(await runner.finalContent());
  assert.deepEqual(asked, [{ city: 'emulated', days: 1 }]);
});

await check('an answer of a wanted form', async () => {
  const Thumbnail = z.object({ style: z.string(), colours: z.array(z.string()), mood: z.enum(['calm', 'loud']), confidence: z.number() });
  const wanted = { model, messages: say('look'), response_format: zodResponseFormat(Thumbnail, 'thumbnail') };
  const form = { style: 'emulated', colours: ['emulated'], mood: 'calm', confidence: 1 };
  const answer = await ours.chat.completions.parse(wanted);
  assert.deepEqual(answer.choices[0].message.parsed, form);
  paid(answer.usage);
  const streamed = await ours.chat.completions.stream(wanted).finalChatCompletion();
  assert.deepEqual(streamed.choices[0].message.parsed, form);
});

await check('a picture is seen', async () => {
  const content = [
    { type: 'text', text: '[[echo]]seen' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
  ];
  const answer = await create({ messages: [{ role: 'user', content }] });
  assert.equal(answer.choices[0].message.content, 'seen');
  paid(answer.usage);
});

await check('models', async () => {
  const listed = [];
  for await (const one of ours.models.list()) listed.push(one.id);
  assert.ok(listed.includes(model));
  assert.equal((await ours.models.retrieve(model)).id, model);
  await refused(OpenAI.NotFoundError, 404, 'model_not_found', () => ours.models.retrieve('nobody/knows'));
});

// Its runs of this minute are used up; a place becomes free now and then.
async function hurry() {
  const hasty = client(SETUP.hasty_key);
  for (let at = 0; at < 100; at += 1) await create({}, hasty);
}

await check("errors have the client's own classes", async () => {
  await refused(OpenAI.AuthenticationError, 401, 'invalid_api_key', () => create({}, client('sk-aimall-nobody')));
  await refused(OpenAI.NotFoundError, 404, 'model_not_found', () => create({ model: 'nobody/knows' }));
  const wrong = await refused(OpenAI.BadRequestError, 400, 'invalid_value', () => create({ n: 2 }));
  assert.equal(wrong.param, 'n');
  await refused(OpenAI.BadRequestError, 400, 'context_length_exceeded', () => create({ messages: say('۱'.repeat(500_000)) }));
  await refused(OpenAI.BadRequestError, 400, 'content_policy_violation', () => create({ messages: say('[[filtered]]') }));
  await refused(OpenAI.APIError, 402, 'insufficient_coins', () => create({}, client(SETUP.poor_key)));
  await refused(OpenAI.APIError, 402, 'key_limit', () => create({}, client(SETUP.small_key)));
  const limited = await refused(OpenAI.RateLimitError, 429, 'rate_limit_exceeded', hurry);
  assert.ok(Number(limited.headers.get('retry-after')) >= 1);
  for (const stream of [false, true]) {
    await refused(OpenAI.InternalServerError, 502, 'provider_unavailable', () => create({ messages: say('[[error500]]'), stream }));
  }
});

await check('an answer that breaks off throws', async () => {
  let text = '';
  await assert.rejects(
    async () => {
      for await (const piece of await create({ messages: say('[[cut]]'), stream: true })) text += piece.choices[0].delta.content ?? '';
    },
    (error) => error instanceof OpenAI.APIError && error.code === 'interrupted',
  );
  assert.ok(text);
});

await check('many at once', async () => {
  const questions = Array.from({ length: 20 }, (_, at) => `پرسش ${at}`);
  const answers = await Promise.all(questions.map((text) => create({ messages: say(`[[echo]]${text}`) })));
  assert.deepEqual(
    answers.map((answer) => answer.choices[0].message.content),
    questions,
  );
  answers.forEach((answer) => paid(answer.usage));
});

await check('a stream that is left stops its run', async () => {
  for await (const piece of await create({ messages: say('[[stall]]'), stream: true })) {
    if (piece.choices[0].delta.content) break;
  }
});

console.log('spent', JSON.stringify(spent));
