import { expect, test } from 'vitest';
import { generateModule, generatedFile } from '../../scripts/build-worklet.ts';
import { readFile } from 'node:fs/promises';
import { WORKLET_SOURCE } from '../../src/audio/worklet/worklet-source.ts';

test('the bundled worklet is what the sources say: else run node packages/core/scripts/build-worklet.ts', async () => {
  expect(await readFile(generatedFile, 'utf8')).toBe(await generateModule());
});

test('the bundled worklet has nothing of rendering ahead', () => {
  expect(WORKLET_SOURCE).not.toContain('copy');
});
