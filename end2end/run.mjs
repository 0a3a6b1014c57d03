// Runs the journeys: node end2end/run.mjs [PART OF A FILE'S NAME…] [--only PATTERN]
//
// script/test builds what they need and starts PostgreSQL; by hand: script/postgres node end2end/run.mjs first_visit
// Prints every journey, and last `N passed, N failed` (and `, N skipped`); with AIMALL_COUNTS, the name of a file, the three
// numbers go there instead.

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });

const files = readdirSync(path.join(here, 'journeys'), { recursive: true })
  .filter((name) => name.endsWith('.journey.mjs'))
  .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
  .sort()
  .map((name) => path.join(here, 'journeys', name));
if (files.length === 0) {
  console.error(`no journey is called ${positionals.join(' or ')}`);
  process.exit(1);
}

rmSync(path.join(here, 'artifacts'), { recursive: true, force: true });

const count = { passed: 0, failed: 0, skipped: 0 };
// One file after the other: each has a server and a browser, and the machine may have two cores.
const events = run({ files, concurrency: 1, ...(values.only && { testNamePatterns: [new RegExp(values.only)] }) });
events.on('test:pass', (event) => {
  if (event.details?.type === 'suite') return;
  if (event.skip !== undefined || event.todo !== undefined) count.skipped += 1;
  else count.passed += 1;
});
events.on('test:fail', (event) => {
  if (event.details?.type !== 'suite') count.failed += 1;
});
events.compose(spec).pipe(process.stdout);
process.on('beforeExit', () => {
  const { passed, failed, skipped } = count;
  if (process.env.AIMALL_COUNTS) writeFileSync(process.env.AIMALL_COUNTS, `${passed} ${failed} ${skipped}\n`);
  else console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exit(failed || !passed ? 1 : 0);
});
