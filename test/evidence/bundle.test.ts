/** A bundle tells what was done to it, how far it is vouched for, and what lies behind the last seal. */
import { describe, expect, it } from 'vitest';
import {
  EVENT_LIST,
  EVENTS,
  PERSONAL,
  REPORT_LIST,
  REPORT_PAGE,
  SEALS,
  setBackSentence,
} from '../../src/core/bundle/index.ts';
import { readSeal, writeSeal } from '../../src/core/evidence/index.ts';
import { exceptionId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { EXAMPLES } from '../golden/events.ts';
import { checkFiles, linesOf, textOf } from './checkFiles.ts';
import { tryAll } from './mutations.ts';
import {
  exported,
  FIRST,
  type Files,
  freshKeys,
  minute,
  SECOND,
  setBackRecord,
  smallRecord,
  smallStore,
  steppedRecord,
} from './smallRecord.ts';

const keys = freshKeys();
const { store, at } = await smallRecord(keys);
const whole = await exported(store, keys, at);
const personal = await exported(store, keys, at, { personal: true });
const check = (files: Files) => checkFiles(files, keys.verifier);
const put = (files: Files, name: string, text: string): Files => new Map([...files, [name, text]]);
const faultsOf = (files: Files) => check(files).faults.map(({ fault, where }) => `${fault} ${where}`);
const without = (line: (text: string) => boolean) =>
  put(whole, EVENTS, textOf(linesOf(whole.get(EVENTS)).filter((one) => !line(one))));

describe('a bundle nobody touched', () => {
  it('is whole, with and without personal text, up to its last seal', () => {
    for (const files of [whole, personal]) {
      expect(check(files)).toMatchObject({
        whole: true,
        vouches: { seal: 3, at },
        streams: 3,
        events: 11,
        seals: 3,
        after: { events: 0 },
        faults: [],
      });
    }
  });

  it('holds no personal text unless it was asked for', () => {
    const all = [...whole.values()].join('');
    expect([...whole.keys()]).not.toContain(PERSONAL);
    expect(all).not.toMatch(/Ångström|zoe@home|zoe\.angstrom/);
    expect(personal.get(PERSONAL)).toContain('Ångström');
  });
});

describe('a bundle somebody laid hands on', () => {
  it('shows every single change, whoever made it and whatever they made good', () => {
    const { tried, detected, missed, by } = tryAll(personal, keys, freshKeys());
    expect(missed).toEqual([]);
    expect(detected).toBe(tried);
    for (const count of Object.values(by)) expect(count).toBeGreaterThan(100);
  });

  it('is vouched for as far as nothing is missing', () => {
    const ends = (stream: string, count: number) =>
      check(without((line) => line.includes(`"stream":"${stream}"`) && Number(/"seq":(\d+)/.exec(line)?.[1]) > count));
    expect(ends(FIRST, 5).vouches?.seal).toBe(2);
    expect(ends(FIRST, 3).vouches?.seal).toBe(1);
    expect(ends(FIRST, 0).vouches).toBeNull();
    expect(ends(SECOND, 0).vouches?.seal).toBe(1);
    expect(ends(SECOND, 0).faults).toContainEqual({ fault: 'stream-missing', where: SECOND });
  });

  it('says of a seal that is known from elsewhere whether it is the one in here', () => {
    const [, second = '', third = ''] = linesOf(whole.get(SEALS));
    const hash = 'f'.repeat(64);
    const known = (seal: number) => checkFiles(whole, keys.verifier, [{ seal, hash }]);
    expect(known(2)).toMatchObject({ whole: false, vouches: null, faults: [{ fault: 'known-seal-differs' }] });
    expect(known(4)).toMatchObject({ whole: false, faults: [{ fault: 'known-seal-missing', where: 'seal 4' }] });
    expect([readSeal(second)?.seal, readSeal(third)?.seal]).toEqual([2, 3]);
  });

  it('is made by somebody else when it is signed with another key', async () => {
    const others = freshKeys();
    const foreign = await exported((await smallRecord(others)).store, others, at);
    const names = check(foreign).faults.map(({ fault }) => fault);
    expect(names).toContain('other-key');
    expect(names).toContain('seal-signature');
    expect(check(foreign).vouches).toBeNull();
  });
});

describe('what no seal vouches for', () => {
  it('is named, event by event counted, and is no fault', async () => {
    const small = await smallRecord(keys);
    // An older seal book with all events: what an export cut off before its seal would look like.
    const book = { ...small.store, make: async () => null };
    small.store.append(FIRST, [EXAMPLES.CaseReopened], minute(31));
    const files = await exported(book, keys, minute(32));
    // What is not sealed is not exported; so the last seal is taken off, and the manifest says so.
    expect(linesOf(files.get(EVENTS))).toHaveLength(11);
    const earlier = { ...book, after: async () => (await small.store.after(0, 2)).slice(0, 2) };
    expect(linesOf((await exported(earlier, keys, minute(32))).get(EVENTS))).toHaveLength(7);
    const tail = put(files, SEALS, textOf(linesOf(files.get(SEALS)).slice(0, 2)));
    expect(check(tail)).toMatchObject({ vouches: { seal: 2 }, after: { events: 4, streams: [SECOND, FIRST] } });
  });
});

describe('a time that is not true', () => {
  it('is contradicted by the seals around it, though every hash is right', async () => {
    let now = 0;
    const store = smallStore(() => minute(now));
    const seal = () => store.make(milliseconds(0), (ground) => writeSeal(ground, keys.signer));
    store.append(FIRST, [EXAMPLES.CaseOpened]);
    await seal();
    now = 60;
    store.append(FIRST, [EXAMPLES.GrantGiven], minute(-60));
    store.append(SECOND, [EXAMPLES.CaseOpened], minute(200));
    await seal();
    const files = await exported(store, keys, minute(now));
    expect(faultsOf(files)).toEqual([`event-dated ${FIRST} 2`, `event-dated ${SECOND} 1`]);
    expect(check(files).vouches?.seal).toBe(1);
  });

  it('may differ by what a transaction takes', async () => {
    let now = 0;
    const store = smallStore(() => minute(now));
    const seal = () => store.make(milliseconds(0), (ground) => writeSeal(ground, keys.signer));
    store.append(FIRST, [EXAMPLES.CaseOpened]);
    await seal();
    now = 10;
    store.append(FIRST, [EXAMPLES.GrantGiven], minute(-4));
    await seal();
    expect(faultsOf(await exported(store, keys, minute(now)))).toEqual([]);
  });
});

describe('a clock that was set back', () => {
  const filesOf = async (
    told: Parameters<typeof setBackRecord>[1] = {},
    late: readonly [number, number] | null = null,
  ) => {
    const record = await setBackRecord(keys, told);
    if (late !== null) await record.later(...late);
    return exported(record.store, keys, record.at());
  };
  const dated = (...events: readonly string[]) => events.map((one) => `event-dated ${one}`);

  it('explains what is dated before its seals, and just before it after them, once a person has confirmed it', async () => {
    const by = 'ines@acme.example';
    expect(check(await filesOf())).toMatchObject({
      whole: true,
      vouches: { seal: 5, at: minute(190) },
      setBack: [{ seal: 2, from: minute(188), to: minute(8), by, events: 5 }],
    });
    const told = check(await filesOf()).setBack.map(setBackSentence);
    expect(told).toEqual([expect.stringContaining(`${by} has confirmed: 5 events bear`)]);
    expect(check(whole).setBack).toEqual([]);
  });

  it.each<[string, Parameters<typeof filesOf>, readonly string[]]>([
    [
      'as long as nobody has confirmed it',
      [{ confirmedAt: null }],
      dated(`${SECOND} 1`, 'system 1', `${FIRST} 2`, `${FIRST} 3`, 'system 2'),
    ],
    [
      'behind a seal that is dated later than the clock had stood',
      [{ expected: minute(100) }],
      dated(`${SECOND} 1`, 'system 1', `${FIRST} 2`, `${FIRST} 3`, 'system 2'),
    ],
    ['from after it was set back', [{ stray: { under: 2, at: 194 } }], dated(`${FIRST} 3`)],
    ['once it is set back, of the time before', [{ stray: { under: 3, at: 188 } }], dated(`${FIRST} 4`)],
    ['from before it was set to', [{ shown: minute(19) }], dated('system 1', `${FIRST} 2`)],
    ['once it has caught up', [{}, [200, 100]], dated(`${FIRST} 5`)],
    [
      'by a step forward',
      [{ expected: minute(184), shown: minute(190) }],
      dated(`${SECOND} 1`, 'system 1', `${FIRST} 2`, `${FIRST} 3`, 'system 2'),
    ],
  ])('explains nothing %s', async (_, given, faults) => {
    const files = await filesOf(...given);
    expect(faultsOf(files)).toEqual(faults);
    expect(check(files).vouches?.seal).toBe(given[1] === undefined ? (given[0]?.stray?.under ?? 2) - 1 : 5);
  });

  it('explains nothing by a word that no seal vouches for', async () => {
    const files = await filesOf();
    const seals = linesOf(files.get(SEALS)).slice(0, 3);
    const cut = put(files, SEALS, textOf(seals));
    expect(faultsOf(cut)).toEqual(expect.arrayContaining(dated(`${FIRST} 2`, `${FIRST} 3`)));
    expect(check(cut).vouches?.seal).toBe(1);
  });

  it('explains nothing where it is only said: the seals went on with the time', async () => {
    const stepped = (shows?: readonly number[]) => steppedRecord(keys, [{ from: 185, to: 60 }], shows);
    const [real, madeUp, ahead] = await Promise.all([
      stepped(),
      stepped([185]),
      steppedRecord(keys, [{ from: 240, to: 60, dated: 230 }], [185]),
    ]);
    expect(faultsOf(await exported(real.store, keys, real.at()))).toEqual([]);
    expect(faultsOf(await exported(madeUp.store, keys, madeUp.at()))).toEqual(dated(`${FIRST} 2`));
    expect(faultsOf(await exported(ahead.store, keys, ahead.at()))).toEqual(dated(`${FIRST} 2`));
  });

  it('explains what comes after a further step, before it has caught up', async () => {
    const twice = [
      { from: 185, to: 120 },
      { from: 125, to: 60 },
    ];
    const record = await steppedRecord(keys, twice);
    expect(faultsOf(await exported(record.store, keys, record.at()))).toEqual([]);
  });

  it('hides no single change beside it', async () => {
    const { tried, detected, missed } = tryAll(await filesOf(), keys, freshKeys());
    expect(missed).toEqual([]);
    expect(detected).toBe(tried);
  });
});

describe('what people open', () => {
  it('holds neither a formula nor markup of others', async () => {
    const hostile = '=HYPERLINK("https://evil.example","<script>alert(1)</script>")';
    const store = smallStore(() => minute(0));
    store.append(FIRST, [
      { type: 'ExceptionRaised', exception: exceptionId('1'), kind: 'clash' },
      { type: 'ExceptionSettled', exception: exceptionId('1'), verdict: 'accept', by: hostile, at: minute(0) },
    ]);
    const files = await exported(store, keys, minute(1));
    const page = files.get(REPORT_PAGE) ?? '';
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
    const list = files.get(REPORT_LIST) ?? '';
    expect(list).toContain(`"'=HYPERLINK(`);
    for (const name of [REPORT_LIST, EVENT_LIST]) expect(files.get(name)).not.toMatch(/(^|,)"?[=+@]/m);
    expect(check(files).whole).toBe(true);
  });

  it('tells of the period alone, and the events are all there', async () => {
    const files = await exported(store, keys, at, { from: minute(15), until: minute(25) });
    expect(linesOf(files.get(EVENTS))).toHaveLength(11);
    expect(linesOf(files.get(EVENT_LIST))).toHaveLength(5);
    const some = await exported(store, keys, at, { from: minute(5), until: minute(15) });
    expect(linesOf(some.get(EVENT_LIST))).toHaveLength(4);
  });
});
