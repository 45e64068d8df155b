import { parseArgs } from 'node:util';
import { invalidOption, SimulatorError } from '../errors.ts';
import type { ServerOptions } from '../server.ts';

/** What the command line asks for. */
export type Command = { readonly type: 'help' } | { readonly type: 'serve'; readonly options: ServerOptions };

const DOING = 'read the command line';

interface Flag {
  /** `flag`: on where it is there. */
  readonly type: 'text' | 'number' | 'flag' | 'list';
  readonly option: keyof ServerOptions;
  readonly value?: string;
  readonly help: string;
}

const FLAGS: Readonly<Record<string, Flag>> = {
  provider: { type: 'text', option: 'provider', value: 'NAME', help: 'breeze or smallest (needed)' },
  plan: { type: 'text', option: 'plan', value: 'PLAN', help: 'Breeze: free, starter, creator or pro [free]' },
  limit: { type: 'number', option: 'limit', value: 'N', help: "requests at once, in place of the plan's" },
  port: { type: 'number', option: 'port', value: 'N', help: '0: any free one [8787]' },
  host: { type: 'text', option: 'host', value: 'ADDRESS', help: 'address to listen at [127.0.0.1]' },
  http2: { type: 'flag', option: 'http2', help: 'HTTP/2 over TLS, with a self-signed certificate' },
  voice: {
    type: 'text',
    option: 'voice',
    value: 'KIND',
    help: 'flite, tone or code [flite where installed]',
  },
  'first-byte-ms': {
    type: 'number',
    option: 'firstByteMs',
    value: 'N',
    help: 'from admission to first byte [200]',
  },
  speed: {
    type: 'number',
    option: 'speed',
    value: 'N',
    help: 'seconds of audio per second; Infinity: at once',
  },
  'release-lag-ms': {
    type: 'number',
    option: 'releaseLagMs',
    value: 'N',
    help: 'slot kept after an abort [50]',
  },
  'queue-wait-ms': {
    type: 'number',
    option: 'queueWaitMs',
    value: 'N',
    help: 'longest wait in the queue [30000]',
  },
  credit: {
    type: 'number',
    option: 'creditCharacters',
    value: 'N',
    help: 'characters the account can pay for',
  },
  key: { type: 'list', option: 'keys', value: 'KEY', help: 'a key that is right; may be repeated' },
  'require-key': { type: 'flag', option: 'requireKey', help: 'refuse requests without a key too' },
  'hide-headers': { type: 'flag', option: 'hideHeaders', help: 'no headers but those any page may read' },
};

/** @throws SimulatorError `invalid-option` */
export function readArguments(args: readonly string[]): Command {
  const values = parse(args);
  if (values['help'] === true || args.length === 0) return { type: 'help' };
  const options: Record<string, unknown> = { port: 8787 };
  for (const [name, value] of Object.entries(values)) {
    const flag = FLAGS[name];
    if (flag !== undefined) options[flag.option] = flag.type === 'number' ? numberOf(name, value) : value;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- startSimulator checks every value
  return { type: 'serve', options: options as unknown as ServerOptions };
}

export function helpText(): string {
  const rows = Object.entries(FLAGS).map(([name, { value, help }]) => {
    const usage = `--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${usage.padEnd(24)}${help}`;
  });
  return [
    'Serves one simulated account of a text-to-speech provider.',
    '',
    'Usage: cuelight-simulator --provider breeze --plan free --port 8787',
    '',
    ...rows,
    `  ${'--help'.padEnd(24)}this text`,
    '',
    'Journal:  GET  <url>/__simulator/journal',
    'Controls: POST <url>/__simulator/control  {"foreign":{"slots":1,"forMs":800}}',
    'Faults for one request: ?fault.body=cut&fault.afterBytes=4096',
    '',
  ].join('\n');
}

function parse(args: readonly string[]): Readonly<Record<string, unknown>> {
  const options = Object.fromEntries(
    Object.entries(FLAGS).map(([name, { type }]) => [
      name,
      { type: type === 'flag' ? ('boolean' as const) : ('string' as const), multiple: type === 'list' },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (cause) {
    const because = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new SimulatorError('invalid-option', {
      doing: DOING,
      because: because ?? '',
      advice: 'cuelight-simulator --help lists what there is.',
      cause,
    });
  }
}

function numberOf(name: string, value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) throw invalidOption(DOING, `--${name}`, value, 'a number');
  return number;
}
