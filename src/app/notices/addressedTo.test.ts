/** Whom a mail that was refused goes to, once the address is another one. */
import { expect, it } from 'vitest';
import { at, ledger, person } from '../../../test/support/build.ts';
import { asking, force } from '../../../test/support/requests.ts';
import type { CaseNotice } from '../../core/evidence/index.ts';
import { MAIL_REFUSED } from '../../core/evidence/index.ts';
import type { NoticeKind } from '../../core/evidence/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { addressedTo } from './addressedTo.ts';

const ASKER = 'ben@small.example';
const MISTAKEN = 'mara.lind@small.example';
const NOW = 'mara.lindt@small.example';
const MANAGER = 'lena@small.example';
const { settings } = force().policy;
const corrected = ledger({
  person: { ...person, profile: { ...person.profile, workMail: NOW, managerMail: MANAGER } },
});

function goesTo(kind: NoticeKind, to: readonly string[], isRefused: boolean) {
  const asked: CaseNotice = { notice: 'n', kind, to, askedAt: at(0), sentAt: null, taken: [] };
  const refused = {
    id: exceptionId('x'),
    kind: MAIL_REFUSED,
    detail: { notice: 'n' },
    verdict: null,
    by: null,
  } as const;
  const exceptions = isRefused ? [{ ...refused, group: null, account: null }] : [];
  return addressedTo(asked, { ...asking().state, notify: [ASKER], exceptions }, corrected, settings);
}

it.each<[NoticeKind, readonly string[], readonly string[]]>([
  ['access-given', [MISTAKEN, ASKER], [NOW, ASKER]],
  ['access-refused', [MISTAKEN, ASKER], [NOW, ASKER]],
  ['access-ending', [MISTAKEN, ASKER], [NOW, ASKER]],
  ['access-ended', [MISTAKEN, ASKER], [NOW, ASKER]],
  [
    'login-changed',
    ['mara.old@small.example', MISTAKEN, 'tomas@small.example'],
    ['mara.old@small.example', NOW, MANAGER, ASKER],
  ],
])('%s goes to the addresses in force once it was refused', (kind, to, corrects) => {
  expect(goesTo(kind, to, true)).toEqual(corrects);
  expect(goesTo(kind, to, false)).toEqual(to);
});
