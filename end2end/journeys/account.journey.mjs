// Accounts: the forms work before any script and say what is wrong beside the field; the settings change what they say.

import assert from 'node:assert/strict';
import { journey, newPage, settled, signUp, startServer, until, visit } from '../harness.mjs';

const server = await startServer();
const password = 'correct horse battery staple';

const beside = async (page, field) => (await page.locator(`#field-${field}-error`).innerText()).trim();
const submit = (page) => Promise.all([page.waitForLoadState('load'), page.locator('main button[type="submit"]').click()]);

journey('sign up, sign out and sign in without script', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/status of (401|409|422)/, /aimall\.[\w-]+\.js csp/], context: { javaScriptEnabled: false } });
  await page.goto('/sign-up?return_to=/app/wallet');
  const fill = async (fields) => {
    for (const [name, value] of Object.entries(fields)) await page.locator(`#field-${name}`).fill(value);
  };
  await fill({ email: 'not-an-address', password: 'short', full_name: 'Negar' });
  await submit(page);
  assert.match(await beside(page, 'email'), /full e-mail address/);
  assert.match(await beside(page, 'password'), /at least \d+ characters/);
  assert.equal(await page.locator('#field-email').inputValue(), 'not-an-address');
  assert.equal(await page.locator('#field-full_name').inputValue(), 'Negar');
  assert.equal(await page.locator('#field-password').inputValue(), '', 'a password is never sent back');
  assert.equal(await page.locator('#field-email').getAttribute('aria-invalid'), 'true');

  const email = 'negar@example.com';
  await fill({ email, password });
  await submit(page);
  assert.equal(new URL(page.url()).pathname, '/app/wallet', 'where the address said');

  // The menu is a native one; signing out is a form.
  await page.locator('header details summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${server.url}/`);

  // A page of the app asks to sign in, and comes back.
  await page.goto('/app/settings/devices');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await fill({ email, password: 'wrong password here' });
  await submit(page);
  assert.match(await page.locator('main [role="alert"]').innerText(), /E-mail or password is wrong/);
  assert.equal(await page.locator('#field-email').inputValue(), email);
  await fill({ password });
  await submit(page);
  assert.equal(new URL(page.url()).pathname, '/app/settings/devices');

  // The address is taken.
  await page.context().clearCookies({ name: '__Host-session' });
  await page.goto('/sign-up');
  await fill({ email, password });
  await submit(page);
  assert.match(await page.locator('main [role="alert"]').innerText(), /account with this e-mail already/);
  assert.equal(await page.locator('#field-email').inputValue(), email);
});

journey('a return address of another site is not followed', async () => {
  const page = await newPage({ server, locale: 'en' });
  const user = await signUp(page);
  await page.context().clearCookies({ name: '__Host-session' });
  await page.goto('/sign-in?return_to=//evil.example/');
  await page.locator('#field-email').fill(user.email);
  await page.locator('#field-password').fill(user.password);
  await submit(page);
  assert.equal(page.url(), `${server.url}/app`);
});

journey('profile, password, appearance', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/status of (401|422)/] });
  const user = await signUp(page);

  await visit(page, '/app/settings');
  await page.locator('#field-full_name').fill('Negar Azmoon');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Profile saved.').waitFor();
  await page.locator('header summary', { hasText: 'Negar Azmoon' }).waitFor();

  await visit(page, '/app/settings/password');
  await page.locator('#field-current_password').fill('not my password');
  await page.locator('#field-new_password').fill('another long password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await until('the error beside the field', async () => /current password is wrong/.test(await beside(page, 'current_password')));
  assert.equal(await page.locator('#field-new_password').inputValue(), 'another long password', 'what was typed stays');
  await page.locator('#field-current_password').fill(user.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Password changed.').waitFor();

  await visit(page, '/app/settings/appearance');
  const html = page.locator('html');
  const choose = async (name) => {
    await page.locator('main').getByRole('button', { name, exact: true }).click();
    await page.locator('main').getByRole('button', { name, exact: true, pressed: true }).waitFor();
  };
  await choose('فارسی');
  assert.deepEqual([await html.getAttribute('lang'), await html.getAttribute('dir')], ['fa', 'rtl']);
  assert.equal(new URL(page.url()).pathname, '/app/settings/appearance');
  await choose('English');
  assert.deepEqual([await html.getAttribute('lang'), await html.getAttribute('dir')], ['en', 'ltr']);
  for (const [name, theme] of [['Dark', 'dark'], ['Gradient', 'gradient'], ['Light', 'light'], ['Device', 'system']]) {
    await choose(name);
    assert.equal(await html.getAttribute('data-theme'), theme);
  }
});

journey('from one part of the settings to the other', async () => {
  const page = await newPage({ server, locale: 'en', allow: [/status of (401|422)/] });
  await signUp(page);
  await visit(page, '/app/settings/devices');
  const part = (name) => page.locator('main nav').getByRole('link', { name }).click();
  await part('Password');
  await page.locator('#field-current_password').fill('not my password');
  await page.locator('#field-new_password').fill('another long password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await until('the error beside the field', async () => /current password is wrong/.test(await beside(page, 'current_password')));
  await part('Profile');
  await page.locator('#field-full_name').fill('Negar of the tabs');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.locator('header summary', { hasText: 'Negar of the tabs' }).waitFor();
  await part('Password');
  assert.equal(await page.locator('#field-new_password').inputValue(), '', 'begun anew');
  await page.locator('#field-current_password').fill(password);
  await page.locator('#field-new_password').fill('another long password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Password changed.').waitFor();
});

journey('devices are signed out one after the other', async () => {
  const here = await newPage({ server, locale: 'en' });
  const user = await signUp(here);
  const others = [];
  for (const width of [390, 1440]) {
    const other = await newPage({ server, locale: 'en', width });
    await visit(other, '/sign-in');
    await other.locator('#field-email').fill(user.email);
    await other.locator('#field-password').fill(user.password);
    // The bell asks after the page is ready; asked after the sign-out it would be a 401.
    await Promise.all([other.waitForResponse(/notice\/count_unread/), submit(other)]);
    others.push(other);
  }
  await visit(here, '/app/settings/devices');
  const rows = here.locator('main li');
  for (const left of [2, 1]) {
    await rows.getByRole('button').first().click();
    await here.locator('#end-device').getByRole('button', { name: 'Sign out' }).click();
    await until(`${left} devices`, async () => (await rows.count()) === left);
  }
  for (const other of others) {
    await other.goto('/app');
    assert.equal(new URL(other.url()).pathname, '/sign-in', 'it has to sign in again');
  }
});

journey('another device is signed out', async () => {
  const here = await newPage({ server, locale: 'en' });
  const user = await signUp(here);
  const there = await newPage({ server, locale: 'en', width: 390, allow: [/status of 401/] });
  await visit(there, '/sign-in');
  await there.locator('#field-email').fill(user.email);
  await there.locator('#field-password').fill(user.password);
  await submit(there);
  assert.equal(new URL(there.url()).pathname, '/app');

  await visit(here, '/app/settings/devices');
  const rows = here.locator('main li');
  assert.equal(await rows.count(), 2);
  await rows.getByRole('button').click();
  await here.locator('#end-device').getByRole('button', { name: 'Sign out' }).click();
  await here.getByText('The device was signed out.').waitFor();
  await until('one device', async () => (await rows.count()) === 1);

  await settled(there);

  // The page that is still open there says so, and leads back to where it was.
  await there.locator('header nav a[href="/app/wallet"]').click();
  await there.locator('main [role="alert"] a').first().click();
  await there.waitForURL(/\/sign-in\?return_to=/);
  await there.locator('#field-email').waitFor();
  assert.equal(new URL(there.url()).searchParams.get('return_to'), '/app/wallet');
  await there.goto('/app');
  assert.equal(new URL(there.url()).pathname, '/sign-in', 'it has to sign in again');
  await visit(here, '/app');
  assert.equal(new URL(here.url()).pathname, '/app', 'this one stays');
});
