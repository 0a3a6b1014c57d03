// What every journey needs: a server of its own with an emulator beside it, and pages that fail the test when
// anything goes wrong in them.
//
//   import { journey, startServer, newPage, axe, shot } from '../harness.mjs';
//
//   journey('a visitor reads the landing page', async () => {
//     const server = await startServer();
//     const page = await newPage({ server, locale: 'fa', width: 390 });
//     await visit(page, '/');
//   });
//
// Servers and pages belong to the journey that made them and end with it, unless they were made outside of one (at the
// top of a file): those end with the file.

import { spawn, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.dirname(here);
export const artifacts = path.join(here, 'artifacts');
const targetDir = process.env.CARGO_TARGET_DIR ?? path.join(homedir(), '.cache/aimall/target');
const binary = process.env.AIMALL_BINARY ?? path.join(targetDir, 'debug/aimall');
const emulatorBinary = process.env.AIMALL_EMULATOR ?? path.join(targetDir, 'debug/examples/emulator');

// ---- the journey

/** What ends with the running journey: `{ servers, pages }`; null outside of one. */
let current = null;
const ofFile = { servers: new Set(), pages: new Set() };
const owner = () => current ?? ofFile;

/**
 * A test that owns what it starts. It fails when `run` throws, and also when a page saw a problem nobody allowed.
 * Options: `skip` (a reason), `timeout` in ms.
 */
export function journey(name, options, run) {
  if (typeof options === 'function') [run, options] = [options, {}];
  test(name, { timeout: 180_000, ...options }, async (t) => {
    const own = { servers: new Set(), pages: new Set() };
    current = own;
    let fault;
    try {
      await run(t);
      for (const page of [...own.pages, ...ofFile.pages]) noProblems(page);
    } catch (error) {
      fault = error;
      await explain(t, name, own);
    } finally {
      current = null;
      for (const page of own.pages) await page.context().close().catch(() => {});
      for (const server of own.servers) await server.dispose();
    }
    if (fault) throw fault;
  });
}

/** Why a journey needs TEST_DATABASE_URL and can't run, for its `skip`. */
export const withoutPostgres = process.env.TEST_DATABASE_URL ? false : 'TEST_DATABASE_URL is not set';

async function explain(t, name, own) {
  let n = 0;
  for (const page of own.pages) {
    const file = `failed-${name.replace(/[^\p{L}\p{N}]+/gu, '-')}-${++n}`;
    await shot(page, file).then(() => t.diagnostic(`${page.url()} → end2end/artifacts/${file}.png`), () => {});
    for (const problem of page.problems ?? []) t.diagnostic(problem);
  }
  for (const server of [...own.servers, ...ofFile.servers]) {
    t.diagnostic(`the server's last lines:\n${server.logs().split('\n').slice(-30).join('\n')}`);
  }
}

after(async () => {
  for (const page of ofFile.pages) await page.context().close().catch(() => {});
  for (const server of ofFile.servers) await server.dispose();
  if (browser) await (await browser).close().catch(() => {});
});

// A runner that is stopped takes its children and their folders with it.
const children = new Set();
const folders = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => process.exit(code));

// ---- waiting

/** Asks `probe` until it answers something true, for at most `ms`; `what` says what was waited for. */
export async function until(what, probe, ms = 15_000) {
  const deadline = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const answer = await probe();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${what}${last ? `; last: ${last.message ?? last}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// ---- processes

/** A child process whose output is kept. `exited` resolves to its exit code or signal. */
function start(command, args, env) {
  if (!existsSync(command)) throw new Error(`${command} is missing: script/test builds it`);
  // Nothing of the caller's environment but these: a developer's keys and settings must not reach a test.
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const clean = Object.fromEntries(Object.entries({ PATH, HOME, LANG, TMPDIR, RUST_BACKTRACE: '1', ...env }).filter(([, v]) => v != null));
  const child = spawn(command, args, { cwd: root, env: clean, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const process_ = { child, output: '', exited: null };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      process_.output = (process_.output + text).slice(-400_000);
    });
  }
  process_.exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      children.delete(child);
      process_.ended = signal ?? code;
      resolve(process_.ended);
    });
    child.once('error', (error) => {
      children.delete(child);
      process_.output += `\n${error}`;
      process_.ended = 'error';
      resolve('error');
    });
  });
  return process_;
}

async function end(process_, signal, ms = 15_000) {
  if (process_.ended !== undefined) return process_.ended;
  process_.child.kill(signal);
  const late = Symbol('late');
  let timer;
  const answer = await Promise.race([process_.exited, new Promise((resolve) => (timer = setTimeout(resolve, ms, late)))]);
  clearTimeout(timer);
  if (answer !== late) return answer;
  process_.child.kill('SIGKILL');
  await process_.exited;
  throw new Error(`pid ${process_.child.pid} did not end within ${ms} ms of ${signal}`);
}

// ---- the server

let latestServer;

/**
 * Starts the program with a data folder of its own on a free port, and an emulator of the AI providers beside it.
 *
 * - `database`: 'sqlite', or 'postgres' for a fresh database on TEST_DATABASE_URL
 * - `emulator`: false for none; the sandbox provider then answers
 * - `env`: further settings; null takes one away
 *
 * Gives `{ url, port, dir, databaseUrl, emulatorUrl, pid(), logs(), stop(signal), restart(env), dispose() }`.
 */
export async function startServer({ database = 'sqlite', emulator = true, env = {} } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'aimall-e2e-'));
  folders.add(dir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let emulatorProcess, serverProcess;
  let before = '';

  const settings = {
    LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
    LEPTOS_SITE_ROOT: process.env.AIMALL_SITE ?? path.join(root, 'target/site'),
    PUBLIC_URL: url,
    DATA_DIR: dir,
    // The emulator's names would be echoes; conversations keep their first line.
    CHAT_TITLES: 'false',
    RUST_LOG: process.env.RUST_LOG ?? 'info',
  };

  const server = {
    url,
    port,
    dir,
    databaseUrl: undefined,
    emulatorUrl: undefined,
    pid: () => serverProcess?.child.pid,
    logs: () => before + (serverProcess?.output ?? ''),

    /** Ends the server, not the emulator; gives its exit code or the signal that ended it. */
    stop: (signal = 'SIGTERM') => end(serverProcess, signal),

    /** Starts it again on the same data and port; `env` adds to the settings. */
    async restart(more = {}) {
      if (serverProcess) {
        await server.stop();
        before = server.logs() + '\n-- restarted --\n';
      }
      Object.assign(settings, more);
      serverProcess = start(binary, ['serve'], settings);
      const running = serverProcess;
      await until(`${url}/api/health/ready`, async () => {
        if (running.ended !== undefined) return true;
        const response = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(2_000) });
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`status ${response.status}`);
        return true;
      }, 30_000).catch((error) => {
        throw new Error(`${error.message}\n${running.output}`);
      });
      if (running.ended !== undefined) throw new Error(`the server ended with ${running.ended}\n${running.output}`);
    },

    async dispose() {
      owners.servers.delete(server);
      for (const process_ of [serverProcess, emulatorProcess]) if (process_) await end(process_, 'SIGKILL');
      if (server.databaseUrl) await dropDatabase(server.databaseUrl);
      rmSync(dir, { recursive: true, force: true });
      folders.delete(dir);
    },
  };
  const owners = owner();
  owners.servers.add(server);

  // At the top of a file nobody else would: node's test runner lets no exit handler run then.
  try {
    if (database === 'postgres') {
      server.databaseUrl = await createDatabase();
      settings.DATABASE_URL = server.databaseUrl;
    } else if (database !== 'sqlite') {
      throw new Error(`database: 'sqlite' or 'postgres', not ${database}`);
    }
    if (emulator) {
      emulatorProcess = start(emulatorBinary, ['--port', '0'], {});
      const emulating = emulatorProcess;
      server.emulatorUrl = await until('the address the emulator prints', () => {
        if (emulating.ended !== undefined) return 'ended';
        return /https?:\/\/[\w.:[\]]+(?=\/?\s)/.exec(emulating.output)?.[0];
      });
      if (server.emulatorUrl === 'ended') throw new Error(`the emulator ended with ${emulating.ended}\n${emulating.output}`);
      settings.OPENAI_BASE_URL = `${server.emulatorUrl}/openai/v1`;
      settings.OPENAI_API_KEY = /OPENAI_API_KEY=(\S+)/.exec(emulating.output)[1];
    }
    Object.assign(settings, env);
    await server.restart();
  } catch (error) {
    await server.dispose();
    throw error;
  }
  latestServer = server;
  return server;
}

/** A connection to the server that can be cut: `{ url, cut(), mend(), end() }`. */
export async function startWire({ port }) {
  const sockets = new Set();
  let whole = true;
  const wire = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${wire.address().port}`,
    cut,
    mend: () => void (whole = true),
    end: () => {
      cut();
      wire.close();
    },
  };
}

// ---- PostgreSQL

async function psql(url, sql) {
  const { stdout } = await promisify(execFile)('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql, url]);
  return stdout.trim();
}

async function createDatabase() {
  if (!process.env.TEST_DATABASE_URL) throw new Error('database: postgres needs TEST_DATABASE_URL; script/postgres COMMAND sets it');
  const name = `journey_${randomBytes(8).toString('hex')}`;
  await psql(process.env.TEST_DATABASE_URL, `CREATE DATABASE "${name}"`);
  const url = new URL(process.env.TEST_DATABASE_URL);
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabase(databaseUrl) {
  const name = new URL(databaseUrl).pathname.slice(1);
  await psql(process.env.TEST_DATABASE_URL, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

// ---- the browser

let browser;

function startBrowser() {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
  return browser;
}

/**
 * A page in a browser profile of its own.
 *
 * - `server`: whose pages it opens; the last one started when not given (`url` for any other address)
 * - `locale`: 'fa' or 'en', `theme`: 'light', 'dark', 'gradient' or 'system'; both as the cookies a visitor would have
 * - `width`: below 600 it is a phone; `height`
 * - `user`: what `signUp` gave: signed in as that user
 * - `allow`: patterns of problems this page may see, e.g. [/404/]
 * - `motion`: true for animations; `context`: anything else Playwright's newContext takes
 *
 * `page.problems` fills with console errors, uncaught exceptions, panics, hydration messages, failed requests to the
 * server and its answers of 500 and above. A problem nobody allowed fails the journey.
 */
export async function newPage({
  server = latestServer, url = server?.url, locale = 'fa', theme = 'light', width = 1440, height, user, allow = [], motion = false, context: more = {},
} = {}) {
  if (!url) throw new Error('newPage: start a server first, or give a url');
  const phone = width < 600;
  const context = await (await startBrowser()).newContext({
    baseURL: url,
    viewport: { width, height: height ?? (phone ? 844 : 900) },
    isMobile: phone,
    hasTouch: phone,
    locale: locale === 'fa' ? 'fa-IR' : 'en-US',
    timezoneId: 'Asia/Tehran',
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    reducedMotion: motion ? 'no-preference' : 'reduce',
    ...more,
  });
  await context.addCookies([
    { name: 'language', value: locale, url },
    { name: 'theme', value: theme, url },
    ...(user?.cookies ?? []).filter((cookie) => !['language', 'theme'].includes(cookie.name)),
  ]);
  return open(context, url, allow);
}

/** Another tab of the same browser profile; `allow` as for `newPage`. */
export const newTab = (page, { allow = page.allowed } = {}) => open(page.context(), page.home, allow);

async function open(context, url, allow) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.home = url;
  page.problems = [];
  page.allowed = [...allow];
  owner().pages.add(page);
  watch(page, new URL(url).origin);
  return page;
}

function watch(page, origin) {
  const note = (problem) => page.problems.push(problem);
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' || /hydrat|panicked|unreachable/i.test(text)) {
      note(`console ${message.type()}: ${text}${message.location().url ? ` (${message.location().url})` : ''}`);
    }
  });
  page.on('pageerror', (error) => note(`exception: ${error.stack ?? error}`));
  page.on('crash', () => note('the page crashed'));
  page.on('response', (response) => {
    if (response.status() >= 500 && response.url().startsWith(origin)) {
      note(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
    }
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // Leaving a page ends its requests.
    if (request.url().startsWith(origin) && reason !== 'net::ERR_ABORTED') {
      note(`request failed: ${request.method()} ${request.url()} ${reason}`);
    }
  });
}

/** Throws when `page` saw a problem that isn't allowed. A journey does this for its pages at its end. */
export function noProblems(page) {
  const problems = page.problems.filter((problem) => !page.allowed.some((pattern) => pattern.test(problem)));
  if (problems.length) throw new Error(`${page.url()} had problems:\n- ${problems.join('\n- ')}`);
}

/** Opens `address`, waits until it has loaded and its requests have ended, and gives the answer of the document. */
export async function visit(page, address) {
  const response = await page.goto(address, { waitUntil: 'load' });
  await settled(page);
  return response;
}

/** Waits until no request has been under way for half a second; a page with an open event stream is given three. */
export async function settled(page) {
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {});
  // Where the browser's half takes over, it says so.
  await page.locator('html:not(:has(meta[name="surroundings"])), html[data-ready]').waitFor({ state: 'attached', timeout: 10_000 }).catch(() => {});
  await page.evaluate(() => document.fonts.ready.then(() => true)).catch(() => {});
}

/** A picture of the whole page in end2end/artifacts. */
export async function shot(page, name, options = {}) {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, `${name}.png`), fullPage: true, animations: 'disabled', ...options });
}

/** Throws when the page can be scrolled sideways. */
export async function noSidewaysScroll(page) {
  const { scroll, client, wide } = await page.evaluate(() => {
    const { scrollWidth: scroll, clientWidth: client } = document.documentElement;
    const wide = [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < -1 || right > client + 1);
      })
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 160));
    return { scroll, client, wide };
  });
  const { width } = page.viewportSize();
  if (scroll > client || client > width) {
    throw new Error(`${page.url()} at ${width} px: scrollWidth ${scroll}, clientWidth ${client}; reaching out:\n- ${wide.join('\n- ')}`);
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs axe-core on the page and throws on any violation. `options` go to axe.run; `within` is a selector. */
export async function axe(page, { within, ...options } = {}) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(([within, options]) => globalThis.axe.run(within ?? document, options), [within, options]);
  if (!violations.length) return;
  const list = violations.map(({ id, impact, help, nodes }) => {
    const places = nodes.slice(0, 5).map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 140)}\n      ${node.failureSummary.replace(/\s*\n\s*/g, ' ')}`);
    if (nodes.length > 5) places.push(`    … and ${nodes.length - 5} more`);
    return `  ${id} (${impact}): ${help}\n${places.join('\n')}`;
  });
  throw new Error(`axe found ${violations.length} kinds of violation on ${page.url()}:\n${list.join('\n')}`);
}

// ---- people

let people = 0;

/**
 * Signs up over the real form and leaves the page where that leads. Gives `{ email, password, full_name, cookies }`, which
 * `newPage({ user })` takes.
 */
export async function signUp(page, person = {}) {
  const user = {
    email: `person-${++people}-${randomBytes(4).toString('hex')}@example.com`,
    password: 'correct horse battery staple',
    full_name: 'نگار آزمون',
    ...person,
  };
  await visit(page, '/sign-up');
  const form = page.locator('form:has([name="email"]):has([name="password"])');
  for (const field of ['email', 'password', 'full_name']) await form.locator(`[name="${field}"]`).fill(user[field]);
  await form.locator('button[type="submit"], button:not([type])').first().click();
  await page.waitForURL((url) => url.pathname !== '/sign-up', { waitUntil: 'load' });
  await settled(page);
  return { ...user, cookies: await page.context().cookies() };
}

/** Makes the first administrator over the link that the page's server printed; gives the link. */
export async function becomeAdmin(page) {
  const server = [...(current?.servers ?? []), ...ofFile.servers].find((server) => server.url === page.home);
  const link = /https?:\/\/\S+\/setup\?token=\S+/.exec(server.logs())[0];
  await page.goto(link);
  await page.locator('#field-email').fill('admin@example.com');
  await page.locator('#field-password').fill('correct horse battery staple');
  await page.locator('#field-full_name').fill('مدیر آزمون');
  await page.locator('main button[type="submit"]').click();
  await page.waitForURL(/\/admin$/, { waitUntil: 'load' });
  await settled(page);
  return link;
}

// ---- chat and coins

/** Opens a conversation, or a new one, and waits until it listens to the keyboard. */
export async function openChat(page, address = '/app/chat') {
  await page.goto(address, { waitUntil: 'load' });
  await page.locator('#composer[data-live]').waitFor();
}

/** Types `text` into the composer and sends it; its article appears. */
export async function ask(page, text) {
  const said = await page.locator('[data-role="user"]').count();
  await page.locator('#composer').fill(text);
  await page.locator('[data-action="send"]:enabled').click();
  await page.locator('[data-role="user"]').nth(said).waitFor();
}

/** The latest answer, or the one at `nth`. */
export const answer = (page, nth = -1) => page.locator('[data-role="assistant"]').nth(nth);

/** Waits until the latest answer is in this state, and gives it. */
export async function answered(page, state = 'complete') {
  const latest = answer(page);
  await until(`an answer that is ${state}`, async () => (await latest.getAttribute('data-state', { timeout: 1_000 })) === state, 25_000);
  return latest;
}

/** The text of an answer, in one line. */
export const textOf = async (message) => (await message.locator('[data-text]').innerText()).replace(/\s+/g, ' ').trim();

/** Waits until the latest answer is being written and has at least so many characters; gives its text. */
export const written = (page, characters = 40) => until(`an answer of ${characters} characters`, async () => {
  if ((await answer(page).getAttribute('data-state', { timeout: 1_000 })) !== 'streaming') return false;
  const text = await textOf(answer(page));
  return text.length >= characters && text;
});

// What the emulator says, see end2end/emulator/answer.rs.
const EMULATED = 'The emulator wrote this answer, and it is used for testing. Every word comes by itself, nothing is lost on the way, and the end comes with the usage. ';

/** The emulator's answer to an English question of at most 60 characters: 40 words, or 200 when it is slow. */
export function emulated(question) {
  const words = `About "${question}" one can say this: ${EMULATED.repeat(20)}`.match(/\S+ /g);
  return words.slice(0, question.includes('[[slow]]') ? 200 : 40).join('').trim();
}

/** What the REST API answers the signed-in person. */
export async function api(page, address) {
  const response = await page.request.get(`/api/v1${address}`);
  if (!response.ok()) throw new Error(`${address}: ${response.status()} ${await response.text()}`);
  return response.json();
}

/** Coins as a whole number of thousandths: `12.345` is 12345. */
export const milli = (coins) => Math.round(Number(coins) * 1_000);

/** What the signed-in person has, in thousandths: `{ available, held }`. */
export async function balance(page) {
  const { available, held } = await api(page, '/billing/balance');
  return { available: milli(available), held: milli(held) };
}

/** The kinds of the wallet's movements, the oldest first. */
export const movements = async (page) => (await api(page, '/billing/transactions')).items.map((row) => row.kind).reverse();

/** The messages of the open conversation, parents before children. */
export const messages = async (page) => (await api(page, `/conversations/${new URL(page.url()).pathname.split('/').pop()}/messages`)).items;
