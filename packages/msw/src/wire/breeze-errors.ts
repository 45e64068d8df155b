import { jsonAnswer } from './json.ts';
import type { Answer, Refusal, ServiceRefusal } from './wire.ts';

export function breezeAnswer(body: unknown, headers: Readonly<Record<string, string>>): Answer {
  return jsonAnswer(200, body, headers);
}

/** The envelope of every Breeze error; `error` mirrors `detail` (docs.breezeblue.ai/reference/errors). */
export function breezeError(status: number, code: string, detail: string): Refusal {
  return { reason: code, answer: jsonAnswer(status, { ok: false, code, detail, error: detail }) };
}

const REFUSALS: Readonly<Record<ServiceRefusal, Refusal>> = {
  busy: breezeError(
    429,
    'GENERATION_CONCURRENCY_EXCEEDED',
    "Your plan's concurrent generation limit was reached. Please retry shortly.",
  ),
  overloaded: breezeError(503, 'GENERATION_CAPACITY_EXCEEDED', 'Generation capacity is currently exhausted.'),
  failed: breezeError(502, 'GENERATION_FAILED', 'The generation failed.'),
};

export function breezeRefusal(kind: ServiceRefusal): Refusal {
  return REFUSALS[kind];
}
