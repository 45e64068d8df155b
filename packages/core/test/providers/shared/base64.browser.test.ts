import { expect, it } from 'vitest';
import { base64Contract } from './base64.contract.ts';

it('has its native decoder here', () => {
  expect('fromBase64' in Uint8Array).toBe(true);
});

base64Contract();
