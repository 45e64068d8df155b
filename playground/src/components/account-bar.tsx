import { Suspense, use, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { choices, findChoice, limitsOf } from '../providers/providers.ts';
import type { ProviderChoice } from '../providers/provider-choice.ts';
import { serviceModes } from '../state/service.ts';
import { chooseProvider, settings } from '../state/settings.ts';

/** Whose account it is, what it allows, and whether it is a real one. */
export function AccountBar(): ReactElement {
  const provider = useStore(settings, (chosen) => chosen.provider);
  const choice = findChoice(provider);
  return (
    <section className="account" aria-label="Account">
      <fieldset className="segments">
        <legend className="unseen">Provider</legend>
        {choices.map(({ id, name }) => (
          <label key={id}>
            <input
              type="radio"
              name="provider"
              checked={id === provider}
              onChange={() => chooseProvider(id)}
              data-testid={`provider-${id}`}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      {choice !== undefined && <PlanSelect choice={choice} />}
      {choice !== undefined && (
        <Suspense>
          <Mode choice={choice} />
        </Suspense>
      )}
    </section>
  );
}

function PlanSelect({ choice }: { readonly choice: ProviderChoice }): ReactElement {
  const plan = useStore(settings, (chosen) => chosen.plan);
  const limit = useStore(settings, (chosen) => chosen.limit);
  return (
    <label className="field-inline">
      <span>Plan</span>
      <select
        value={limit === null ? (plan ?? choice.plans[0]?.id) : ''}
        onChange={({ target }) => settings.setState({ plan: target.value, limit: null })}
        data-testid="plan"
      >
        {limit !== null && <option value="">{limit} at once</option>}
        {choice.plans.map(({ id, name }) => (
          <option key={id} value={id}>
            {name} · {limitsOf(choice, id, null).slots} at once
          </option>
        ))}
      </select>
    </label>
  );
}

function Mode({ choice }: { readonly choice: ProviderChoice }): ReactElement | null {
  const mode = use(serviceModes())[choice.id];
  if (mode === undefined) return null;
  return mode === 'real' ? (
    <p className="mode mode-real" data-testid="mode" data-mode="real">
      <b>Real</b> The dev server adds your key. Speech costs credit.
    </p>
  ) : (
    <p className="mode" data-testid="mode" data-mode="simulated">
      <b>Simulated</b> No key, no cost, real limits.
    </p>
  );
}
