/** Any single change, drop or exchange of what a stream says breaks its chain. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, sha256 } from '../shared/canonical.ts';
import { type ChainLink, checkChain, GENESIS } from './chain.ts';

function chainOf(events: readonly unknown[]): readonly ChainLink[] {
  const links: ChainLink[] = [];
  for (const [index, event] of events.entries()) {
    const previous = links.at(-1)?.hash ?? GENESIS;
    const text = canonical({ seq: index + 1, previous, event });
    links.push({ seq: index + 1, previous, text, hash: sha256(text) });
  }
  return links;
}

const three = chainOf([{ type: 'CaseOpened' }, { type: 'GrantGiven' }, { type: 'CaseProved' }]);
const edited = (place: number, edit: (link: ChainLink) => Partial<ChainLink>) =>
  three.map((link, index) => (index === place ? { ...link, ...edit(link) } : link));
const numbered = (links: readonly ChainLink[]) => links.map((link, index) => ({ ...link, seq: index + 1 }));
/** Somebody without the following hashes can still make one link agree with itself. */
const rehashed = (text: string): Partial<ChainLink> => ({ text, hash: sha256(text) });

describe('a chain holds', () => {
  it('from the first event to the last', () => expect(checkChain(three)).toBeNull());
  it('when there is nothing yet', () => expect(checkChain([])).toBeNull());
  it('for every beginning of it: what comes after is told by its head and seal', () =>
    expect([0, 1, 2].map((count) => checkChain(three.slice(0, count)))).toEqual([null, null, null]));
});

describe('a chain is broken by', () => {
  const forged = ({ text }: ChainLink) => text.replace('GrantGiven', 'GrantEnded');
  it.each<[string, readonly ChainLink[], object]>([
    ['a changed text', edited(1, (link) => ({ text: forged(link) })), { fault: 'altered', seq: 2 }],
    [
      'a changed text with its hash made to fit',
      edited(1, (link) => rehashed(forged(link))),
      { fault: 'broken-link', seq: 3 },
    ],
    ['a changed hash', edited(1, () => ({ hash: sha256('x') })), { fault: 'altered', seq: 2 }],
    ['another predecessor', edited(1, () => ({ previous: GENESIS })), { fault: 'broken-link', seq: 2 }],
    [
      'a predecessor that only the text names otherwise',
      edited(1, ({ text, previous }) => rehashed(text.replace(previous, GENESIS))),
      { fault: 'broken-link', seq: 2 },
    ],
    ['a first event that follows another', three.slice(1), { fault: 'gap', seq: 1 }],
    ['the same, numbered anew', numbered(three.slice(1)), { fault: 'broken-link', seq: 1 }],
    ['an event left out', three.toSpliced(1, 1), { fault: 'gap', seq: 2 }],
    ['an event left out, numbered anew', numbered(three.toSpliced(1, 1)), { fault: 'broken-link', seq: 2 }],
    ['an event told twice', three.toSpliced(1, 0, ...three.slice(0, 1)), { fault: 'gap', seq: 2 }],
    ['two exchanged', three.toReversed(), { fault: 'gap', seq: 1 }],
    ['two exchanged, numbered anew', numbered(three.toReversed()), { fault: 'broken-link', seq: 1 }],
    [
      'another stream’s event in its place',
      edited(1, () => chainOf([{}, { type: 'Other' }])[1] ?? {}),
      { fault: 'broken-link', seq: 2 },
    ],
  ])('%s', (_, links, fault) => expect(checkChain(links)).toEqual(fault));

  const events = fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 2, maxLength: 8 });
  it('any one character of any text', () =>
    fc.assert(
      fc.property(events, fc.nat(), fc.nat(), fc.constantFrom('0', 'x', '"', ' '), (told, which, where, character) => {
        const links = chainOf(told);
        const place = which % links.length;
        const { text } = links[place] ?? { text: '' };
        const at = where % text.length;
        if (text[at] === character) return;
        const other = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
        expect(checkChain(links.map((link, n) => (n === place ? { ...link, text: other } : link)))).not.toBeNull();
      }),
      { numRuns: 200 },
    ));

  it('any one event left out but the last, and any two exchanged, numbered anew or not', () =>
    fc.assert(
      fc.property(events, fc.nat(), fc.boolean(), (told, which, anew) => {
        const links = chainOf(told);
        const place = which % (links.length - 1);
        const [one, two] = links.slice(place, place + 2);
        if (one === undefined || two === undefined) return;
        for (const broken of [links.toSpliced(place, 1), links.toSpliced(place, 2, two, one)]) {
          expect(checkChain(anew ? numbered(broken) : broken)).not.toBeNull();
        }
      }),
      { numRuns: 100 },
    ));
});
