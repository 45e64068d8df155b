import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';

export interface Usage {
  /** Since they were started: of pages, with their audio threads, and of the services, one of which feeds the device. */
  readonly pageCpuSeconds: number;
  readonly serviceCpuSeconds: number;
  /** Of the largest page; `null` where the system does not tell. */
  readonly memoryBytes: number | null;
}

/** What the processes of a browser that have to do with sound have used. */
export async function usageOf(browser: Browser): Promise<Usage> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  const services = processInfo.filter(({ type }) => type === 'utility');
  const memories = pages.map(({ id }) => residentBytes(id)).filter((bytes) => bytes !== null);
  return {
    pageCpuSeconds: pages.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    serviceCpuSeconds: services.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    memoryBytes: memories.length === 0 ? null : Math.max(...memories),
  };
}

function residentBytes(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
