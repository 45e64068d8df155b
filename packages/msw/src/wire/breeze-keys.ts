import { bearerKey } from './keys.ts';
import type { SimulatedRequest } from './wire.ts';

/** `xi-api-key` wins where both are sent. */
export function readBreezeKey(request: SimulatedRequest): string | null {
  return request.header('xi-api-key') ?? bearerKey(request.header('authorization'));
}

/** The public id of the key that was used, on every call made with one. */
export function breezeKeyHeader(used: boolean): Record<string, string> {
  return used ? { 'x-breeze-api-key-id': 'key_simulated' } : {};
}
