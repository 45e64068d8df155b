/**
 * How every test starts Chromium. Without a sandbox, because the tests also run as root in containers;
 * without the browser's own traffic, so that nothing but the page talks.
 */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Lets pages play sound without a click. Left out where a test is about that click. */
export const autoplayFlag = '--autoplay-policy=no-user-gesture-required';
