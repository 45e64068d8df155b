import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { observeProtocols } from '../../src/platform/protocols.ts';

test('where a window is only simulated, resources have no protocol, and nothing is told', async () => {
  const server = createServer((_, response) => response.end('yes'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  vi.stubGlobal('window', {});
  vi.stubGlobal('location', new URL(origin));
  const tell = vi.fn<(protocol: string) => void>();
  const undo = observeProtocols(origin, tell);
  onTestFinished(() => {
    undo();
    server.close();
    vi.unstubAllGlobals();
  });
  const observed = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: 'resource' });
  });
  await (await fetch(origin)).text();
  await observed;
  expect(tell).not.toHaveBeenCalled();
});
