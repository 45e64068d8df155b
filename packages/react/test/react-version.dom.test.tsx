import { version } from 'react';
import { version as domVersion } from 'react-dom';
import { expect, test } from 'vitest';

test('these tests run with the React that their project is named after', () => {
  const major = process.env['REACT_MAJOR'] ?? '19';
  expect([version, domVersion].map((each) => each.split('.')[0])).toEqual([major, major]);
});
