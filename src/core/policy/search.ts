/** Finding something in the catalogue by a few letters, as people type them into a search field. */
import { fold } from '../shared/fold.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Catalogue } from './model.ts';

/**
 * Every entitlement whose names hold all the words, best first: those whose application is called so, then those that
 * begin so. No words find everything.
 */
export function searchCatalogue({ applications }: Catalogue, text: string): readonly CatalogueEntry[] {
  const words = wordsOf(text);
  return applications
    .flatMap((application) => application.entitlements.map((entitlement) => ({ application, entitlement })))
    .flatMap((entry) => {
      const rank = rankOf(entry, words);
      return rank === null ? [] : [{ entry, rank, title: fold(titleOf(entry)) }];
    })
    .toSorted((a, b) => a.rank - b.rank || (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
    .map(({ entry }) => entry);
}

/** As people say it, and as a form reads it back. */
export const titleOf = ({ application, entitlement }: CatalogueEntry) => `${application.name}: ${entitlement.role}`;

/** `null` = it is not what they look for. */
function rankOf({ application, entitlement }: CatalogueEntry, words: readonly string[]): number | null {
  const name = fold(application.name);
  const known = `${name} ${application.id} ${fold(entitlement.role)}`;
  if (!words.every((word) => known.includes(word))) return null;
  const [first = ''] = words;
  if (name === words.join(' ')) return 0;
  if (name.startsWith(first)) return 1;
  return wordsOf(known).some((word) => word.startsWith(first)) ? 2 : 3;
}

const wordsOf = (text: string) =>
  fold(text)
    .split(/[\s:/]+/)
    .filter((word) => word !== '');
