import type { ReactElement } from 'react';

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly testId: string;
}

export function Switch({ label, isOn, isDisabled = false, onChange, testId }: SwitchProps): ReactElement {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        disabled={isDisabled}
        onChange={({ target }) => onChange(target.checked)}
        data-testid={testId}
      />
      <span>{label}</span>
    </label>
  );
}
