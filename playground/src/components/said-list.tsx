import { useQueue } from '@cuelight/react';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { forgetWhatIsOver, said } from '../state/said.ts';
import { RefusedRow } from './refused-row.tsx';
import { Transport } from './transport.tsx';
import { UtteranceRow } from './utterance-row.tsx';

/** Everything said in this tab, in the order in which it is heard. */
export function SaidList(): ReactElement {
  const all = useStore(said);
  return (
    <div className="heard">
      <section className="panel" aria-labelledby="heard-title">
        <div className="panel-head">
          <div>
            <h2 id="heard-title">In this tab</h2>
            <Line />
          </div>
          <Transport />
        </div>
        {all.length === 0 ? (
          <p className="empty">What you say appears here, with its place in the line of all tabs.</p>
        ) : (
          <>
            <ol className="said" data-testid="said">
              {all.map((one) =>
                one.type === 'utterance' ? (
                  <UtteranceRow key={one.key} utterance={one.utterance} />
                ) : (
                  <RefusedRow key={one.key} text={one.text} error={one.error} />
                ),
              )}
            </ol>
            <button type="button" className="link" onClick={forgetWhatIsOver} data-testid="clear">
              Clear what is over
            </button>
          </>
        )}
      </section>
    </div>
  );
}

/** How many are still to be heard, here and elsewhere. */
function Line(): ReactElement | null {
  const { here, elsewhere } = useQueue(({ entries, otherTabs }) => ({
    here: entries.length,
    elsewhere: otherTabs.waiting + otherTabs.inUse,
  }));
  if (here === 0 && elsewhere === 0) return null;
  return (
    <p className="hint" data-testid="line">
      {here} to be heard here{elsewhere > 0 && `, ${elsewhere} asked for by other tabs`}
    </p>
  );
}
