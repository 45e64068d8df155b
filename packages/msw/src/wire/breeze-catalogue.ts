import { breezeAnswer, breezeError } from './breeze-errors.ts';
import { breezeKeyHeader, readBreezeKey } from './breeze-keys.ts';
import { breezeVoices, findBreezeVoice } from './breeze-voices.ts';
import { checkKey } from './keys.ts';
import type { Answer, SimulatedRequest, WireContext } from './wire.ts';

/** 89 characters were billed as 168 units and 16.8 credits. */
const UNITS_PER_CREDIT = 10;
/** What an account without a limit shows. */
const AMPLE_CREDIT = 353_600;

/** What costs nothing: voices, models, and what the account may do. */
export function readBreezeCatalogue(
  request: SimulatedRequest,
  context: WireContext,
  segments: readonly string[],
): Answer {
  const key = checkKey(readBreezeKey(request), context);
  if (key === 'missing' || key === 'wrong') {
    return breezeError(401, 'AUTH_REQUIRED', 'Authentication is required.').answer;
  }
  const body = request.method === 'GET' && segments[0] === 'v1' ? find(request, context, segments) : null;
  if (body !== null) return breezeAnswer(body, breezeKeyHeader(key === 'right'));
  const detail = segments[1] === 'voices' && segments.length === 3 ? 'Voice not found.' : 'Not found.';
  return breezeError(404, 'RESOURCE_NOT_FOUND', detail).answer;
}

function find(request: SimulatedRequest, context: WireContext, segments: readonly string[]): unknown {
  const [, resource = '', id] = segments;
  if (segments.length === 3 && resource === 'voices') return findBreezeVoice(id ?? '');
  if (segments.length !== 2) return null;
  switch (resource) {
    case 'entitlements':
      return {
        plan_code: context.plan.name ?? 'custom',
        max_concurrent_generations: context.plan.concurrent,
        max_queued_generations: context.plan.queued,
      };
    case 'balance': {
      const balance =
        context.creditCharacters === null ? AMPLE_CREDIT : context.creditCharacters / UNITS_PER_CREDIT;
      return { balance, balance_millicredits: Math.round(1000 * balance), topups: [] };
    }
    case 'models':
      return [{ model_id: 'breeze-tts-2', name: 'Breeze TTS 2', languages: ['en'] }];
    case 'voices':
      return breezeVoices(request.url.searchParams);
    default:
      return null;
  }
}
