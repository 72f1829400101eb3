/**
 * Invariant 1: only reconcile changes access outside. Every method of the ports that writes there is named by nothing else: the
 * systems themselves are in reach of all of `app`, and only their readings are for all of it.
 */
import { describe, expect, it } from 'vitest';
import { blanked, isTest, type Source, sourcesUnder } from './source.ts';

/** With a lease, or ahead of it, where they only lower. */
const WRITERS = ['src/app/reconcile/apply.ts', 'src/app/reconcile/closing.ts', 'src/app/reconcile/signIn.ts'];

/** What writes and changes nobody's access, each with the reason. */
const BESIDE: Readonly<Record<string, string>> = {
  'src/app/notices/notify.ts: renewActivation':
    'a new link, mailed to whom the account was made for and who never came in',
};

/** Ports that only write; of those that read too, the methods that do not. */
const WRITING = { 'src/ports/provider.ts': ['AccountWriter', 'MembershipWriter'] };
const AMONG_READINGS = { 'src/ports/provider.ts': ['removeDirectApp'], 'src/ports/targets.ts': ['putGroupActor'] };
/** How a method that reads begins. A new one that does not is either a writer, and stands above, or is added here. */
const READS = /^(?:read|list|has|holds|gives|find|probe|sees|profileFields|fieldsFor|makeRoom|close|as)/;

const ports = new Map(sourcesUnder('src/ports').map(({ path, text }) => [path, blanked(text).code]));

/** `name(` at the beginning of a line within an interface. */
function methodsIn(code: string, only?: readonly string[]): readonly string[] {
  const interfaces = [...code.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)];
  const chosen = interfaces.filter(([, name = '']) => only === undefined || only.includes(name));
  return chosen.flatMap(([, , body = '']) => [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name));
}

const writing = [
  ...Object.entries(WRITING).flatMap(([path, names]) => methodsIn(ports.get(path) ?? '', names)),
  ...Object.values(AMONG_READINGS).flat(),
];

/** Named at all, however it is called: in a destructuring and a `Pick` too. */
function namesOfWriters({ path, text }: Source): readonly string[] {
  const { code } = blanked(text);
  const said = writing.filter((name) => new RegExp(`\\b${name}\\b`).test(code) || text.includes(`'${name}'`));
  return said.map((name) => `${path}: ${name}`);
}

const sources = sourcesUnder('src').filter(
  ({ path }) => !isTest(path) && !/^src\/(?:core|ports|adapters)\//.test(path),
);

describe('invariant 1: one writer', () => {
  it('names what writes outside nowhere but in reconcile', () => {
    const elsewhere = sources.filter(({ path }) => !WRITERS.includes(path)).flatMap(namesOfWriters);
    expect(elsewhere.filter((one) => !Object.hasOwn(BESIDE, one))).toEqual([]);
    expect(Object.keys(BESIDE).filter((one) => !elsewhere.includes(one))).toEqual([]);
  });

  it('knows every method that writes', () => {
    const known = new Set(writing);
    expect(known.size).toBeGreaterThan(11);
    const all = ['src/ports/provider.ts', 'src/ports/targets.ts'].flatMap((path) => methodsIn(ports.get(path) ?? ''));
    expect(all.length).toBeGreaterThan(25);
    expect(all.filter((name) => !known.has(name) && !READS.test(name))).toEqual([]);
    expect(AMONG_READINGS['src/ports/provider.ts'].filter((name) => !all.includes(name))).toEqual([]);
    expect(AMONG_READINGS['src/ports/targets.ts'].filter((name) => !all.includes(name))).toEqual([]);
    const used = sources.filter(({ path }) => WRITERS.includes(path)).flatMap(namesOfWriters);
    expect(WRITERS.filter((path) => !used.some((one) => one.startsWith(`${path}: `)))).toEqual([]);
  });

  it.each([
    ['a call', 'await world.providers.get(id)?.addMember(group, account, call);'],
    ['a method taken out', 'const { suspend } = provider;'],
    ['a narrower type', "provider: Pick<IdentityProvider, 'removeMember'>"],
  ])('is broken by %s', (_, text) => {
    expect(namesOfWriters({ path: 'src/app/settling/settle.ts', text })).toHaveLength(1);
  });
});
