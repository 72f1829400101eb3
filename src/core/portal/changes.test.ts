import { describe, expect, it } from 'vitest';
import { planField } from './changes.ts';
import { byItself, planHash } from './index.ts';
import type { FieldPlan, OwnOption, PlannedStep, SeenOption, WantedOption } from './model.ts';

const place = { field: 'customfield_1', context: '10' };
const wants = (key: string, text = key, parent: string | null = null): WantedOption => ({ key, text, parent });
const seen = (id: string, text: string, more: Partial<SeenOption> = {}): SeenOption => ({
  id,
  text,
  disabled: false,
  parent: null,
  ...more,
});
const ours = (id: string | null, key: string | null, text: string, more: Partial<OwnOption> = {}): OwnOption => ({
  row: `row ${id ?? key}`,
  place,
  key,
  id,
  text,
  disabled: false,
  parent: null,
  pending: false,
  ...more,
});
const plan = (wanted: readonly WantedOption[], options: readonly SeenOption[] = [], own: readonly OwnOption[] = []) =>
  planField({
    field: 'access',
    seen: {
      kind: options.some(({ parent }) => parent !== null) ? 'cascading' : 'select',
      place,
      isShared: false,
      options,
    },
    own,
    wanted,
  });
const brief = (step: PlannedStep): string => {
  const hand = step.otherHand === null ? '' : ` (${step.otherHand})`;
  if (step.step === 'order') return `order ${step.keys.join(' ')} after ${step.after ?? 'nothing'}`;
  if (step.step === 'rename') return `rename ${step.id} ${step.was} to ${step.text}${hand}`;
  if (step.step === 'add') return `add ${step.parent === null ? '' : `${step.parent}/`}${step.text}${hand}`;
  return `${step.step} ${step.id} ${step.text}${hand}`;
};
const steps = (of: FieldPlan) => of.steps.map(brief);

describe('options of ours', () => {
  it('are added, those below another after it, and nothing is to do when they are there', () => {
    const wanted = [wants('figma', 'Figma'), wants('figma:editor', 'editor', 'figma')];
    expect(steps(plan(wanted))).toEqual(['add Figma', 'add figma/editor']);
    const there = [seen('1', 'Figma'), seen('2', 'editor', { parent: '1' })];
    const own = [ours('1', 'figma', 'Figma'), ours('2', 'figma:editor', 'editor', { parent: '1' })];
    expect(plan(wanted, there, own)).toMatchObject({ steps: [], left: [], rows: [] });
  });

  it('are renamed in place: known by their id, not by their text', () =>
    expect(steps(plan([wants('a', 'New')], [seen('1', 'Old')], [ours('1', 'a', 'Old')]))).toEqual([
      'rename 1 Old to New',
    ]));

  it('may give each other their names in one step', () =>
    expect(
      steps(
        plan(
          [wants('a', 'Y'), wants('b', 'X')],
          [seen('1', 'X'), seen('2', 'Y')],
          [ours('1', 'a', 'X'), ours('2', 'b', 'Y')],
        ),
      ),
    ).toEqual(['rename 1 X to Y', 'rename 2 Y to X']));

  it('are disabled when the catalogue has them no more, and enabled when it has them again', () => {
    expect(steps(plan([], [seen('1', 'Figma')], [ours('1', 'figma', 'Figma')]))).toEqual(['disable 1 Figma']);
    const disabled = [seen('1', 'Figma', { disabled: true })];
    const own = [ours('1', null, 'Figma', { disabled: true })];
    expect(steps(plan([], disabled, own))).toEqual([]);
    expect(steps(plan([wants('figma', 'Figma')], disabled, own))).toEqual(['enable 1 Figma']);
  });

  it('take over the option of that name which nothing needs any more, as a second one would be refused', () => {
    const own = [ours('1', 'old', 'Figma'), ours('2', 'sketch', 'Sketch')];
    expect(steps(plan([wants('sketch', 'Figma')], [seen('1', 'Figma'), seen('2', 'Sketch')], own))).toEqual([
      'disable 2 Sketch',
    ]);
  });

  it('are put in order among themselves, behind what a person has before them', () => {
    const there = [seen('9', 'Please choose'), seen('2', 'B'), seen('8', 'By hand'), seen('1', 'A')];
    const own = [ours('1', 'a', 'A'), ours('2', 'b', 'B')];
    expect(steps(plan([wants('a', 'A'), wants('b', 'B')], there, own))).toEqual(['order a b after 9']);
    expect(steps(plan([wants('b', 'B'), wants('a', 'A')], there, own))).toEqual([]);
    expect(steps(plan([wants('b', 'B'), wants('c', 'C'), wants('a', 'A')], there, own))).toEqual([
      'add C',
      'order b c a after 9',
    ]);
  });

  it('whose write got no answer are taken for what they are found to be', () => {
    const lost = ours(null, 'a', 'A', { pending: true });
    const found = plan([wants('a', 'A')], [seen('1', 'A')], [lost]);
    expect(found).toMatchObject({ steps: [], rows: [{ row: lost.row, id: '1', pending: false }] });
    const half = plan([wants('a', 'New')], [seen('1', 'New')], [ours('1', 'a', 'Old', { pending: true })]);
    expect(half).toMatchObject({ steps: [], rows: [{ text: 'New', pending: false }] });
  });
});

describe('what another hand has done', () => {
  it('by making an option is never touched: one that says the same is adopted by a plan that says so', () => {
    const there = [seen('1', 'figma'), seen('2', 'By hand')];
    const found = plan([wants('figma', 'Figma')], there);
    expect(steps(found)).toEqual(['adopt 1 figma (made)', 'rename 1 figma to Figma (made)']);
    expect(byItself(found).steps).toEqual([]);
    expect(steps(plan([wants('figma', 'Figma')], [seen('1', 'Figma', { disabled: true })]))).toEqual([]);
  });

  it('by disabling one of ours stands until they enable it again', () => {
    const own = [ours('1', 'a', 'A'), ours('2', 'a:b', 'b', { parent: '1' })];
    const there = [seen('1', 'A', { disabled: true }), seen('2', 'b', { parent: '1' })];
    const found = plan([wants('a', 'A'), wants('a:b', 'b', 'a')], there, own);
    expect(found).toMatchObject({ steps: [], left: [{ text: 'A', because: 'disabled-elsewhere' }] });
    const retired = plan([], [seen('1', 'A', { disabled: true })], [ours('1', 'a', 'A')]);
    const later = plan([wants('a', 'A')], [seen('1', 'A', { disabled: true })], retired.rows);
    expect(later).toMatchObject({ steps: [], left: [{ because: 'disabled-elsewhere' }] });
  });

  it.each([
    ['renaming', [seen('1', 'Odd')], [ours('1', 'a', 'A')], [wants('a', 'A')], 'rename 1 Odd to A (renamed)'],
    ['deleting', [], [ours('1', 'a', 'A')], [wants('a', 'A')], 'add A (deleted)'],
    ['enabling', [seen('1', 'A')], [ours('1', null, 'A', { disabled: true })], [], 'disable 1 A (enabled)'],
  ])('by %s one of ours is undone by a plan somebody has looked at, never by itself', (_, there, own, wanted, step) => {
    const found = plan(wanted, there, own);
    expect(steps(found)).toEqual([step]);
    expect(byItself(found).steps).toEqual([]);
  });

  it('below one of ours keeps that one: what a person put there would go with it', () => {
    const there = [seen('1', 'A'), seen('2', 'theirs', { parent: '1' })];
    expect(plan([], there, [ours('1', 'a', 'A')])).toMatchObject({
      steps: [],
      left: [{ text: 'A', because: 'holds-others' }],
    });
  });

  it('with a name ours was to have keeps the name, and ours keeps its own', () => {
    const there = [seen('1', 'A'), seen('2', 'B')];
    expect(plan([wants('a', 'B')], there, [ours('1', 'a', 'A')])).toMatchObject({
      steps: [],
      left: [{ text: 'B', because: 'text-taken' }],
    });
  });

  it('takes with it, when nobody looks, what would stand below it, and the order', () => {
    const wanted = [wants('b', 'B'), wants('a', 'A'), wants('a:x', 'x', 'a')];
    const found = plan(wanted, [seen('1', 'A')], []);
    expect(steps(found)).toEqual(['add B', 'adopt 1 A (made)', 'add a/x', 'order b a after nothing']);
    expect(byItself(found).steps.map(brief)).toEqual(['add B']);
  });
});

it('what the tracker would refuse is named and left out', () => {
  const found = plan([wants('a', 'x'.repeat(256)), wants('b', 'Same'), wants('c', 'same'), wants('a:y', 'y', 'a')]);
  expect(steps(found)).toEqual(['add Same']);
  expect(found.left.map(({ because }) => because)).toEqual(['too-long', 'said-twice']);
});

it('a plan is named by its steps: other steps are another plan, and what is only noted is none', () => {
  const one = plan([wants('a', 'A')]);
  expect(planHash([one])).toBe(planHash([{ ...one, left: [{ text: 'B', because: 'too-long' }] }]));
  expect(planHash([one])).not.toBe(planHash([plan([wants('a', 'B')])]));
});
