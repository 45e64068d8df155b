import { useQueue } from '@cuelight/react';
import { useRef, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { forgetWhatIsOver, isPast, said } from '../state/said.ts';
import { followHeard } from './follow-heard.ts';
import { RefusedRow } from './refused-row.tsx';
import { Transport } from './transport.tsx';
import { UtteranceRow } from './utterance-row.tsx';

/** Everything said in this tab, in the order in which it is heard. */
export function SaidList(): ReactElement {
  const all = useStore(said);
  const isSomeOver = useQueue(() => all.some(isPast));
  const title = useRef<HTMLHeadingElement>(null);

  function clear(): void {
    // The button goes, and would take the focus of the keyboard with it.
    title.current?.focus();
    forgetWhatIsOver();
  }

  return (
    <div className="heard">
      <section className="panel" aria-labelledby="heard-title">
        <div className="panel-head">
          <div>
            <h2 id="heard-title" ref={title} tabIndex={-1}>
              In this tab
            </h2>
            <Line />
          </div>
          <Transport />
        </div>
        {all.length === 0 ? (
          <p className="empty">What you say appears here, with its place in the line of all tabs.</p>
        ) : (
          <ol className="said" ref={followHeard} data-testid="said">
            {all.map((one) =>
              one.type === 'utterance' ? (
                <UtteranceRow key={one.key} utterance={one.utterance} />
              ) : (
                <RefusedRow key={one.key} text={one.text} error={one.error} />
              ),
            )}
          </ol>
        )}
        {isSomeOver && (
          <button type="button" className="link" onClick={clear} data-testid="clear">
            Clear what is over
          </button>
        )}
      </section>
    </div>
  );
}

/** How many are still to be heard, here and elsewhere. */
function Line(): ReactElement {
  const { here, elsewhere } = useQueue(({ entries, otherTabs }) => ({
    here: entries.length,
    elsewhere: otherTabs.waiting + otherTabs.inUse,
  }));
  return (
    <p className="hint" data-testid="line">
      {here === 0 ? 'Nothing' : here} to be heard here
      {elsewhere > 0 && `, ${elsewhere} asked for by other tabs`}
    </p>
  );
}
