/** What people and other hands do at the provider itself. */
import { Fault } from '../../../src/ports/fault.ts';
import type { Around } from './around.ts';
import { type Colleague, works } from './colleague.ts';
import { MEDDLED, PROTECTED } from './company.ts';
import type { Random } from './random.ts';
import { DAY } from './timeline.ts';

/** Nothing comes of it where the provider refuses it of an administrator too; whatever else goes wrong is to be seen. */
export function unlessRefused(isRefusal: (fault: Fault) => boolean, act: () => void): void {
  try {
    act();
  } catch (trouble) {
    if (!(trouble instanceof Fault && isRefusal(trouble))) throw trouble;
  }
}

export class Hands {
  private readonly random: Random;
  private readonly around: Around;
  /** Nobody decides any more then what becomes of what they did. */
  private readonly until: number;

  constructor(random: Random, around: Around, until: number) {
    this.random = random;
    this.around = around;
    this.until = until;
  }

  comeIn(one: Colleague): void {
    const account = this.around.okta.byLogin(one.mail);
    if (account === null) return;
    this.around.okta.comeIn(account.id);
  }

  meddle(one: Colleague): void {
    const { random } = this;
    const { okta } = this.around;
    // Out of reach, and so taken from nobody, whoever leaves.
    const group = random.chance(0.15) ? PROTECTED : random.pick(MEDDLED);
    const act = random.pick(['add', 'remove', 'remove', 'suspend', 'unsuspend', 'deactivate', 'activate'] as const);
    const account = okta.byLogin(one.mail);
    if (account === null || group === undefined) return;
    this.around.say(`another hand: ${act} ${act === 'add' || act === 'remove' ? group : ''} ${one.number}`);
    const isOfState = ({ kind }: Fault) => kind === 'conflict';
    unlessRefused(isOfState, () => {
      if (act === 'add' || act === 'remove') okta[act](group, account.id, 'other');
      else okta[act](account.id, 'other');
    });
  }

  /** An application, directly: it goes with whoever has it, and only then. */
  assign(one: Colleague): void {
    const app = this.random.pick(['draw', 'ledgerly'] as const);
    const account = this.around.okta.byLogin(one.mail);
    if (account === null || !works(one, this.around.now())) return;
    this.around.say(`another hand: ${app} for ${one.number}`);
    // Of whoever is out by Tenure and works by the forms.
    const isOfDeactivated = ({ vendorCode }: Fault) => vendorCode === 'E0000117';
    unlessRefused(isOfDeactivated, () => this.around.okta.assign(app, account.id));
  }

  /** For some days: out of Tenure's reach, whatever the forms say meanwhile. */
  makeAdmin(one: Colleague): void {
    const days = this.random.int(1, 10);
    const { okta } = this.around;
    const account = okta.byLogin(one.mail);
    if (account === null || account.isAdmin) return;
    this.around.say(`another hand: ${one.number} administers for ${days} days`);
    okta.setAdmin(account.id, true);
    // Not beyond the end, when nobody decides any more what becomes of it.
    this.around.later(Math.min(days * DAY, this.until - this.around.now()), () => {
      this.around.say(`${one.number} administers no more`);
      okta.setAdmin(account.id, false);
    });
  }
}
