/** What a comment says when something is wrong, and whatever people wrote. */
import { describe, expect, it } from 'vitest';
import { account, at, group, joining } from '../../../test/support/build.ts';
import { joins, texts } from '../../../test/support/forms.ts';
import { given, HIRED } from '../../../test/support/given.ts';
import { context, recorded, said, told } from '../../../test/support/told.ts';
import { exceptionId } from '../shared/ids.ts';
import type { TenureEvent } from './model.ts';
import { story } from './story.ts';

const hired = given(HIRED);
const own = account();
const joined = (name: string): TenureEvent => ({
  type: 'MembershipVerified',
  account: own.id,
  group: group(name),
  name,
  under: [],
  givenByUs: true,
  at: at(0),
});
describe('a comment on what is wrong', () => {
  it('names every problem of a form, each with what to do, in the form’s own words', () => {
    const refused: TenureEvent = {
      type: 'FormRefused',
      digest: 'd',
      problems: [
        { code: 'missing-field', field: 'department' },
        { code: 'not-a-date', field: 'start' },
        { code: 'may-not-file', field: null },
      ],
    };
    expect(told(given(), [refused])).toEqual([
      '[error] This form cannot be acted on yet. Nothing was changed. Please correct:',
      `- “Abteilung” is empty. Fill it in.
- “Start date” is not a date. Pick a date.
- This issue was filed by someone who may not file this kind of case. Ask someone with that right to file it.`,
    ]);
  });

  it('says only the last refusal of several', () =>
    expect(
      said(
        story(
          recorded([...given().when(joins({ department: null })), ...given().when(joins({ start: null }))]),
          context(given().ledger),
        ),
      ).join(),
    ).toContain('Start date'));

  it('names an exception, its group and number, what to do, and later who settled it', () => {
    const raised: TenureEvent = {
      type: 'ExceptionRaised',
      exception: exceptionId('jira:1!x'),
      kind: 'gone-after-verified',
      group: group('all'),
      detail: { tries: 3 },
    };
    const settled: TenureEvent = {
      type: 'ExceptionSettled',
      exception: raised.exception,
      verdict: 'restore',
      by: 'lena',
      at: at(1),
    };
    expect(told(given(), [raised, settled, { type: 'CaseReopened', at: at(2) }])).toEqual([
      expect.stringMatching(
        /^\[warning\] all A membership .* Decide: restore it, or end the grant\. \(tries: 3\) Exception jira:1!x\.$/,
      ),
      '[info] Settled by lena: restore.',
      '[info] Something about this case is open again.',
    ]);
    const accepted = { ...settled, verdict: 'accept', personal: { reason: 'until March' } } as const;
    expect(told(given(), [accepted])).toEqual([
      expect.stringMatching(
        /^\[info\] Accepted, not proved\. The remaining risk was taken by lena on .*, because: “until March”\.$/,
      ),
    ]);
  });

  it('closed with accepted risk is never called proved', () =>
    expect(told(given(), [{ type: 'CaseProved', items: 5, accepted: 2, at: at(0) }]).join()).toMatch(
      /^\[success\] Closed: 3 items read back, 2 accepted\./,
    ));

  it('in shadow says what would have been done', () =>
    expect(
      told(given(), [
        {
          type: 'ShadowRecorded',
          account: own.id,
          would: [
            { change: 'add-member', group: group('all'), for: joining },
            { change: 'suspend', group: null, for: joining },
          ],
          at: at(1),
        },
      ])[1],
    ).toContain('Shadow: would add-member | all | not done: shadow mode | 2026-01-05\nShadow: would suspend | okta'));
});

describe('whatever people write', () => {
  const nasty = '<b>{{x}}</b> [a|http://x.example] *🚀* @all';

  it('is one plain span: no style, no link, nothing read as markup', () => {
    const document = story(
      recorded(given().when(joins({ givenName: nasty, familyName: 'L', hardware: texts(nasty) }))),
      context(given().after(joins({ givenName: nasty, familyName: 'L' }), 0).ledger),
    );
    const found = JSON.stringify(document).match(/"link":/g);
    expect(found).toBeNull();
    expect(said(document).join('\n')).toContain(`${nasty} L: employee`);
    expect(document).toContainEqual(
      expect.objectContaining({ items: [[{ text: nasty, style: 'strong' }, expect.anything()]] }),
    );
  });

  it('a thousand groups are a thousand rows of one table, none cut off', () => {
    const events = Array.from({ length: 1_000 }, (_, n) => joined(`g${n}`));
    const document = story(recorded(events), context(given().ledger));
    expect(document).toHaveLength(2);
    expect(document[1]).toMatchObject({ block: 'table' });
    expect(document[1]?.block === 'table' && document[1].rows).toHaveLength(1_000);
  });
});

it('the same events give the same document, and nothing gives none', () => {
  const events = recorded([...HIRED.events, joined('all')]);
  expect(story(events, context(hired.ledger))).toEqual(story(events, context(hired.ledger)));
  expect(story([], context(hired.ledger))).toEqual([]);
});
