/** JQL dates: absolute with minute resolution, or a period from now. Every user of this site lives in UTC. */
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DAY = 86_400_000;

export function instantOf(text: string, now: number): number | undefined {
  const absolute = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text);
  if (absolute !== null) {
    const [year, month, day, hour, minute] = absolute.slice(1).map((part) => Number(part ?? 0));
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
  }
  if (/^-?\d{11,}$/.test(text)) return Number(text);
  const period = /^([+-]?)((?:\d+[wdhm]\s*)+)$/.exec(text);
  if (period !== null) {
    const sum = [...(period[2] ?? '').matchAll(/(\d+)([wdhm])/g)].reduce(
      (total, [, count, unit]) => total + Number(count) * (UNITS[unit ?? ''] ?? 0),
      0,
    );
    return now + (period[1] === '-' ? -sum : sum);
  }
  switch (text.toLowerCase()) {
    case 'now()':
      return now;
    case 'startofday()':
      return Math.floor(now / DAY) * DAY;
    case 'endofday()':
      return Math.floor(now / DAY) * DAY + DAY - 1;
    default:
      return undefined;
  }
}
