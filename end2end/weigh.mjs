// What a first visit loads, as sent over the wire: node end2end/weigh.mjs (script/bench builds for release before).

import { newPage, signUp, startServer } from './harness.mjs';

/** Opens an address in a browser that has nothing yet; gives `{ requests, bytes, parts }`. */
async function weigh(server, address, user) {
  const page = await newPage({ server, locale: 'fa', user });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const urls = new Map();
  const parts = [];
  session.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId);
    if (url?.startsWith(server.url)) parts.push([new URL(url).pathname, encodedDataLength]);
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  // The file of the app's icons and the service worker's own copies come after the page and count for the next visit.
  await page.context().close();
  const bytes = parts.reduce((sum, [, size]) => sum + size, 0);
  return { requests: parts.length, bytes, parts };
}

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const server = await startServer();
try {
  const visitor = await newPage({ server, locale: 'fa' });
  const user = await signUp(visitor);
  console.log('\nfirst load, headers included, as Chromium counted it');
  for (const [name, address, who] of [['landing', '/', undefined], ['sign-in', '/sign-in', undefined], ['chat, signed in', '/app/chat', user]]) {
    const { requests, bytes, parts } = await weigh(server, address, who);
    console.log(`  ${name.padEnd(16)} ${kb(bytes).padStart(9)} in ${requests} requests`);
    for (const [path, size] of parts.sort((a, b) => b[1] - a[1])) console.log(`    ${kb(size).padStart(9)}  ${path}`);
  }
} finally {
  await server.dispose();
}
process.exit(0);
