/** Cells `entitlements` and `groups` -> what they give. The same text recurs down a long table, so it is read once. */
import { entitlementId } from '../../shared/ids.ts';
import type { Given, Problem } from '../model.ts';
import { groupNamed, type Names } from './names.ts';
import { fault, type Place } from './problem.ts';
import { didYouMean } from './suggest.ts';

type Reading = { readonly given: Given } | { readonly code: string; readonly message: string; readonly remedy: string };

export function givenReader(names: Names) {
  const entitlements = new Map<string, Reading>();
  const groups = new Map<string, Reading>();

  return (column: 'entitlements' | 'groups', cell: string, place: Place, problems: Problem[]): readonly Given[] => {
    const known = column === 'groups' ? groups : entitlements;
    const gives: Given[] = [];
    for (const part of cell.includes('|') ? cell.split('|') : [cell]) {
      const text = part.trim();
      if (text === '') continue;
      let reading = known.get(text);
      if (reading === undefined) {
        reading = column === 'groups' ? groupReading(text, names) : entitlementReading(text, names);
        known.set(text, reading);
      }
      if ('given' in reading) gives.push(reading.given);
      else problems.push(fault(place, reading.code, reading.message, reading.remedy));
    }
    return gives;
  };
}

const groupReading = (text: string, names: Names): Reading => ({
  given: { kind: 'group', group: groupNamed(names, text) },
});

function entitlementReading(text: string, names: Names): Reading {
  const [application = '', role = '', ...rest] = text
    .toLowerCase()
    .split(':')
    .map((part) => part.trim());
  const known = names.roles;
  if (role === '' || rest.length > 0) {
    const roles = known?.get(application) ?? [];
    const near = roles.length > 0 ? roles.map((name) => `${application}:${name}`).join(' or ') : 'figma:editor';
    const remedy = `Write application and role, such as ${near}.`;
    return { code: 'bad-entitlement', message: `"${text}" does not name an entitlement`, remedy };
  }
  const roles = known?.get(application);
  if (known === null || roles?.includes(role)) {
    return { given: { kind: 'entitlement', entitlement: entitlementId(application, role) } };
  }
  const all =
    roles === undefined
      ? [...known].flatMap(([id, held]) => held.map((name) => `${id}:${name}`))
      : roles.map((name) => `${application}:${name}`);
  const remedy = didYouMean(text, all, 'Add it to catalogue.yaml, or correct it here.');
  return { code: 'unknown-entitlement', message: `catalogue.yaml has no entitlement "${text}"`, remedy };
}
