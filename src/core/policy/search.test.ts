/** A few letters find what is meant, the likeliest first. */
import { describe, expect, it } from 'vitest';
import { searchCatalogue, titleOf } from './search.ts';
import { policyIn, SMALL } from './testing/policies.ts';

const CATALOGUE = `applications:
  sap-concur: { name: Concur, owner: o@small.example, entitlements: { traveller: { groups: [concur] } } }
  figma:
    name: Figma
    owner: o@small.example
    entitlements: { viewer: { groups: [fv] }, editor: { groups: [fe], risk: medium } }
  figjam: { name: Figjam, owner: o@small.example, entitlements: { user: { groups: [fj] } } }
  configure: { name: Configure, owner: o@small.example, entitlements: { user: { groups: [pf] } } }
  aws: { name: Amazon Web Services, owner: o@small.example, entitlements: { production: { groups: [ap] } } }
  cafe: { name: Café Éclair, owner: o@small.example, entitlements: { barista: { groups: [ca] } } }
`;

const { catalogue } = policyIn({
  settings: SMALL.settings,
  table: 'id,department,title,entitlements,groups\nall,,,,all\n',
  catalogue: CATALOGUE,
});
const found = (text: string) => searchCatalogue(catalogue, text).map(titleOf);

describe('a search in the catalogue', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'finds by the beginning before the middle',
      'fig',
      ['Figjam: user', 'Figma: editor', 'Figma: viewer', 'Configure: user'],
    ],
    ['finds by role', 'edit', ['Figma: editor']],
    ['finds by application and role, in any order', 'editor FIGMA', ['Figma: editor']],
    ['finds as a form writes it', 'Figma: viewer', ['Figma: viewer']],
    ['finds by a word in the name', 'web', ['Amazon Web Services: production']],
    ['finds by its id', 'sap', ['Concur: traveller']],
    ['finds however the accents are composed', 'cafe\u0301 e\u0301cl', ['Café Éclair: barista']],
    ['finds nothing that is not there', 'dropbox', []],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));

  it('of nothing finds everything, by name', () => expect(found('  ')).toHaveLength(7));
});
