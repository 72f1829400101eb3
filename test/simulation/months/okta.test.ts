/** The provider of a simulated company refuses what Okta refuses: what it let pass would be looked for in Tenure. */
import { beforeEach, expect, it } from 'vitest';
import { providerAccountId } from '../../../src/core/shared/ids.ts';
import type { Fault } from '../../../src/ports/fault.ts';
import { unlessRefused } from './hands.ts';
import { Okta, type OktaAccount } from './okta.ts';

let okta: Okta;
let ada: OktaAccount;

beforeEach(() => {
  okta = new Okta(() => 0);
  ada = okta.create(
    { login: 'ada.berg@months.example', profile: {}, mark: 'mark', active: true, groups: [], providerSendsMail: false },
    'other',
  );
});

it('assigns an application to an account that is stopped, and to none that is deactivated', () => {
  okta.comeIn(ada.id);
  okta.suspend(ada.id, 'other');
  okta.assign('draw', ada.id);
  okta.deactivate(ada.id, 'other');
  expect(() => okta.assign('ledgerly', ada.id)).toThrow(expect.objectContaining({ vendorCode: 'E0000117' }));
  expect([...ada.apps]).toEqual(['draw']);
});

it('refuses an administrator what it refuses us, and that alone is passed over', () => {
  const code = ({ vendorCode }: Fault) => vendorCode === 'E0000117';
  okta.deactivate(ada.id, 'other');
  unlessRefused(code, () => okta.assign('draw', ada.id));
  expect([...ada.apps]).toEqual([]);
  const nobody = providerAccountId('nobody');
  expect(() => unlessRefused(code, () => okta.assign('draw', nobody))).toThrow(/missing \(E0000007\)/);
  const broken = () => {
    throw new TypeError('broken');
  };
  expect(() => unlessRefused(() => true, broken)).toThrow('broken');
});
