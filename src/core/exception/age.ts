/** How long something has waited, in the two largest units: what has waited for days is not told by the second. */
import { epochOf, type Instant } from '../shared/instant.ts';

export const sayAgeBetween = (from: Instant, to: Instant): string =>
  sayAge(Math.max(0, Math.floor((epochOf(to) - epochOf(from)) / 1_000)));

export function sayAge(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}
