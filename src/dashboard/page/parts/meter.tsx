interface MeterProps {
  readonly label: string;
  readonly value: number;
  /** The most it can be; 0 where nobody knows. */
  readonly max: number;
  readonly text: string;
  /** Whether a bar that is nearly full deserves a look. */
  readonly warns?: boolean;
}

/** A figure with a bar behind it. */
export function Meter({ label, value, max, text, warns = false }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> cannot show its text.
    <div
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuenow={round(value)}
      aria-valuemin={0}
      aria-valuemax={round(Math.max(max, value))}
      aria-valuetext={text}
    >
      <span
        class={warns && share > 0.8 ? "meter-bar is-high" : "meter-bar"}
        style={{ width: `${share * 100}%` }}
      />
      <span class="meter-text">{text}</span>
    </div>
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
