/** Spans of time as people write them in a plan: `300ms`, `10s`, `5m`, `2h`, `1d`. */
const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const SPAN = /^\d+(ms|s|m|h|d)$/;

/** Milliseconds; `undefined` for what is no span. */
export function spanOf(text: string): number | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  switch (unit) {
    case 'ms':
    case 's':
    case 'm':
    case 'h':
    case 'd':
      return Number(count) * UNITS[unit];
    default:
      return undefined;
  }
}

/** As for `spanOf`; throws, because whoever calls has checked the text. */
export function millisecondsOf(text: string): number {
  const span = spanOf(text);
  if (span === undefined) throw new Error(`"${text}" is no span of time: write 300ms, 10s, 5m, 2h or 1d`);
  return span;
}
