/** What may be done in a transaction, each with three small numbers, and answered with what the store answers. */

import { milliseconds } from '../../../src/core/shared/instant.ts';
import type { Tx } from '../../../src/ports/store.ts';
import { EXAMPLES } from '../../golden/events.ts';
import * as the from './things.ts';

/** A transaction holds one person and one case. */
export interface Held {
  readonly person: number;
  readonly case: number;
}

type Deed = (tx: Tx, held: Held, a: number, b: number, c: number) => Promise<unknown>;

const DAY = milliseconds(86_400_000);

export const DEEDS: Readonly<Record<string, Deed>> = {
  saveLedger: async (tx, { person }, a, b, c) =>
    tx.saveLedger(await tx.lockPerson(the.personOf(person)), the.ledger(person, a, b, c)),
  peek: (tx, _, a) => tx.peekPerson(the.personOf(a)),
  find: (tx, _, a) => tx.findPersons(the.mail(a)),
  findFormer: (tx, _, a) => tx.findFormer(the.mail(a)),
  naturalKey: (tx, { person }) => tx.lockNaturalKey(the.ledger(person, 0, 0, 0).person?.profile.naturalKey ?? never()),
  raiseWanted: (tx, { person }, a, b) => tx.raiseWanted(the.accountOf(person), b === 0 ? null : the.hour(a * b)),
  nextChange: (tx, { person }, a) => tx.setNextChange(the.accountOf(person), the.hour(a * 7)),
  reconcile: async (tx, { person }, a, b, c) => {
    const row = await tx.lockReconcile(the.accountOf(person));
    await tx.saveReconcile({
      ...row,
      appliedRev: a === 0 ? row.wantedRev : row.appliedRev,
      leaseEpoch: row.leaseEpoch + 1,
      leaseReleased: b === 1,
      retryAt: c === 0 ? the.hour(b * 6) : null,
      answeredGone: c === 2 ? [] : [...row.answeredGone, [the.group(a), the.hour(b)] as const],
    });
    return row;
  },
  append: async (tx, held, a, b) => {
    const stream = the.caseOf(held.case);
    const known = await tx.lockCase(stream);
    const appended = await tx.append(stream, [
      { type: 'CaseConcerns', person: the.personOf(held.person) },
      { ...EXAMPLES.AppCheckBegun, check: `check-${a}`, account: the.accountOf(b) },
      { ...EXAMPLES.NoticeRequested, notice: `notice-${a}` },
      ...(b === 0 ? [{ ...EXAMPLES.NoticeSent, notice: `notice-${a}` }] : []),
      { ...EXAMPLES.LineNotAsked, because: a === 0 ? 'not-in-catalogue' : 'no-rule', personal: { asked: `app ${b}` } },
    ]);
    return [...known, ...appended].map(({ seq, event, at }) => ({ seq, event, at }));
  },
  appendToSystem: async (tx, _, a) => {
    await tx.lockSystem();
    const appended = await tx.append('system', [{ type: 'WritesStopped', by: `ada${a}`, leaversToo: a === 0 }]);
    return appended.map(({ seq, event, at }) => ({ seq, event, at }));
  },
  cursor: async (tx, held, a) => {
    await tx.moveEvidenceCursor(the.caseOf(held.case), a * 3);
    return tx.evidenceCursor(the.caseOf(held.case));
  },
  saveCase: (tx, held, a, b) => tx.saveCase(the.caseRow(held.case, a, b, tx.now)),
  parties: (tx, held, a, b) =>
    tx.saveParties(the.caseOf(held.case), { askers: [the.personOf(a)], approvers: b === 0 ? [] : [the.mail(b)] }),
  raise: (tx, _, a, b, c) => tx.raiseException(the.exceptionRow(a, b, c)),
  settle: (tx, _, a, b) =>
    tx.settleException(the.exception(a), { at: tx.now, by: 'ada', verdict: b === 0 ? 'accept' : 'retry' }),
  forget: (tx, _, a) => tx.forgetInDetail(the.exception(a), ['tries']),
  endException: (tx, _, a) => tx.endException(the.exception(a), tx.now),
  openExceptions: (tx, _, a, b) => tx.openExceptions(b === 0 ? { account: the.accountOf(a) } : { case: the.caseOf(a) }),
  deliveries: (tx, _, a, b) => tx.rememberDeliveries([`d${a}`, `d${b}`]),
  meters: (tx, _, a, b, c) =>
    tx.bookMeters([
      { meter: 'all', count: b, limit: 6, window: milliseconds(3_600_000 * (a + 1)) },
      { meter: `m${a}`, key: `k${c}`, count: 1, limit: 2, window: DAY },
    ]),
  control: async (tx, _, a, b) => [await tx.getControl(`c${a}`), await tx.setControl(`c${a}`, { b })],
  uses: (tx, _, a, b, c) => tx.noteUses(the.okta, [{ account: the.providerIdOf(a), app: `app${b}`, at: the.hour(c) }]),
  forgetUses: (tx, _, a) => tx.forgetUses(the.hour(a)),
  groups: (tx, _, a, b, c) =>
    tx.saveGroups(the.okta, c === 0 ? [] : [the.storedGroup(a, b), the.storedGroup(a + c + 1, b)].slice(0, c), tx.now),
  policy: (tx, _, a, b) =>
    tx.putPolicyInForce(Object({ version: the.version(a) }), { author: `a${b}`, approver: null, changeSet: null }),
  changeSet: (tx, _, a, b, c) => tx.saveChangeSet(the.changeSetRow(a, b, c)),
  changeSetItems: (tx, _, a, b, c) =>
    tx.saveChangeSetItems(
      the.changeSet(a),
      [0, 1, 2].slice(0, b).map((n) => the.changeSetItem(n, c)),
    ),
  mark: (tx, _, a, b) => tx.markItem(the.changeSet(a), the.personOf(b), 'applied'),
  adoption: (tx, _, a, b) => tx.saveAdoption(the.adoptionRow(a, b)),
  adoptionItems: (tx, _, a, b, c) =>
    tx.saveAdoptionItems(
      the.adoption(a),
      [2, 1, 0].slice(0, b).map((n) => ({
        account: the.providerIdOf(n),
        person: the.personOf(c),
        state: 'open',
        events: null,
        item: Object({ n }),
      })),
    ),
  markAdoption: (tx, _, a, b) =>
    tx.markAdoptionItem(the.adoption(a), the.providerIdOf(b), { state: 'adopted', events: 3 }),
  raised: (tx, _, a, b, c) => tx.saveRaised(the.raisedRow(a, b, c)),
  card: (tx, _, a, b, c) => tx.saveDeskCard(the.deskCard(a, b, c)),
  button: (tx, _, a, b) => tx.addDeskToken({ hash: `b${a}${b}`, card: `k${a}`, shown: 's', facts: 'f' }),
  press: (tx, _, a, b) => tx.spendDeskToken(`b${a}${b}`),
  act: (tx, _, a) => tx.saveDeskActs([{ id: `act${a}`, act: Object({ kind: 'page', by: 'U', seen: null }) }]),
  takeAct: (tx, _, a) => tx.takeDeskAct(`act${a}`),
  options: (tx, _, a, b, c) =>
    tx.saveOwnOptions([
      Object({ row: `r${a}`, place: { field: 'f', context: 'c' }, id: b === 0 ? null : `o${b}`, text: `${c}` }),
    ]),
  dropOptions: (tx, _, a) => tx.dropOwnOptions([`r${a}`]),
  erase: (tx, { person }) => tx.erasePersonalText(the.personOf(person)),
  send: (tx, held, a) =>
    tx.send({ lane: 'evidence', stream: the.caseOf(held.case) }, a === 0 ? {} : { startAfter: the.hour(a * 9) }),
  throw: (_, __, a) => (a === 0 ? Promise.reject(new Error('no')) : Promise.resolve()),
};

const never = (): never => {
  throw new Error('everybody here has a natural key');
};
