import { SimulatorError } from '../errors.ts';
import type { AccountJournal } from '../account/account.ts';
import { jsonAnswer } from '../wire/json.ts';
import type { Answer, SimulatedRequest } from '../wire/wire.ts';
import type { Change } from './control.ts';

/** Where everything that is not the provider's lies. */
const CONTROL = '/__simulator/';

interface Controlled {
  journal(): AccountJournal;
  control(change: Change): void;
}

/** The journal and the controls over the wire; `null` for a request that is the provider's to answer. */
export function answerControl(request: SimulatedRequest, simulator: Controlled): Answer | null {
  if (!request.url.pathname.startsWith(CONTROL)) return null;
  const action = `${request.method} ${request.url.pathname.slice(CONTROL.length)}`;
  if (action === 'GET journal') return jsonAnswer(200, simulator.journal());
  if (action !== 'POST control') return jsonAnswer(404, { error: `Nothing at ${action}` });
  try {
    simulator.control(JSON.parse(request.body));
    return jsonAnswer(200, simulator.journal());
  } catch (error) {
    if (!(error instanceof SimulatorError || error instanceof SyntaxError)) throw error;
    return jsonAnswer(400, { error: error.message });
  }
}
