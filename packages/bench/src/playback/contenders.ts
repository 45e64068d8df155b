import type { Row } from '../bench.ts';

export type ContenderId =
  | 'cuelight'
  | 'cuelightNew'
  | 'cuelightEager'
  | 'cuelightSmooth'
  | 'wavtools'
  | 'speechmatics'
  | 'cartesia'
  | 'vercel'
  | 'elevenLabs';

export interface ContenderInfo {
  readonly id: ContenderId;
  /** With its version. */
  readonly name: string;
  readonly remark?: string;
}

export const cuelight: ContenderInfo = { id: 'cuelight', name: 'Cuelight' };
export const cuelightNew: ContenderInfo = {
  id: 'cuelightNew',
  name: 'Cuelight, nothing known of the endpoint',
};
/** Not what is promised: what an app may choose. */
export const presets: readonly ContenderInfo[] = [
  { id: 'cuelightEager', name: "Cuelight, start: 'eager'" },
  { id: 'cuelightSmooth', name: "Cuelight, start: 'smooth'" },
];

export const peers: readonly ContenderInfo[] = [
  { id: 'wavtools', name: 'wavtools 0.1.5' },
  { id: 'speechmatics', name: '@speechmatics/web-pcm-player 1.1.0' },
  { id: 'cartesia', name: '@cartesia/cartesia-js 2.2.9 WebPlayer' },
  {
    id: 'vercel',
    name: 'ai 7.0.173 BrowserRealtimeAudio',
    remark: 'a file that its package ships and does not export',
  },
  {
    id: 'elevenLabs',
    name: '@elevenlabs/client 1.25.0',
    remark: 'heard before the media element that it plays through, whose delay comes on top',
  },
];

/** A row for one that cannot take part in a measurement, and why. */
export function absent(id: ContenderId, measurement: string, remark: string): Row {
  const name = peers.find((peer) => peer.id === id)?.name ?? id;
  return { measurement, contender: name, figures: {}, remark };
}
