/** Whose account comes from HR or a directory, by what policy says about their attributes. */
import type { Attributes } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import type { MasteredSettings } from './model.ts';

export function isDelivered({ accounts }: Pick<MasteredSettings, 'accounts'>, attributes: Attributes): boolean {
  const asked = Object.entries(accounts);
  if (asked.length === 0) return false;
  return asked.every(([name, values]) => {
    const own = attributes[name];
    return own !== undefined && values.some((value) => fold(value) === fold(own));
  });
}
