/**
 * The life cycle, made convergent ("User lifecycle": the calls are not idempotent and refuse a state that is
 * already reached, each with a code of its own). A refusal is answered with a read: reached already is success.
 */
import type { SeenState } from '../../core/person/model.ts';
import type { ProviderAccountId } from '../../core/shared/ids.ts';
import { Fault } from '../../ports/fault.ts';
import type { AccountWriter, Moved } from '../../ports/provider.ts';
import { begin, type Errand, type OktaClient } from './client.ts';
import { activationToken } from './schemas.ts';
import { stateOf } from './states.ts';
import { readUser } from './user.ts';

type Lifecycle = Pick<
  AccountWriter,
  'activate' | 'renewActivation' | 'suspend' | 'unsuspend' | 'deactivate' | 'endSessions'
> & {
  activateWithin(
    id: ProviderAccountId,
    sendEmail: boolean,
    errand: Errand,
  ): Promise<{ readonly activationLink: string | null }>;
};

export function lifecycleOf(client: OktaClient): Lifecycle {
  return {
    activate: (id, { providerSendsMail }, call) => activate(id, providerSendsMail, begin(call)),
    activateWithin: activate,

    /** Only an account that waits for its person has a link to renew; an active one answers `null`. */
    async renewActivation(id, call) {
      const errand = begin(call);
      const operation = 'renew activation';
      const path = `${pathOf(id)}/lifecycle/reactivate?sendEmail=false`;
      return unlessReached(operation, id, ['active'], errand, { activationLink: null }, async () =>
        linkOf(await client.read({ operation, method: 'POST', path, effect: 'once' }, activationToken, errand)),
      );
    },

    /**
     * Okta documents suspension for ACTIVE only and may refuse it for STAGED and PROVISIONED: that is a
     * `conflict`, never a quiet success, so that whoever must stop the sign-in goes on to deactivate.
     */
    suspend: (id, call) => move('suspend', 'suspend', id, ['suspended'], begin(call)),
    unsuspend: (id, call) => move('lift suspension', 'unsuspend', id, ['active', 'awaiting-user'], begin(call)),
    /** A second deactivation is 404 E0000007 or 403 E0000038: the read tells it from an account that is gone. */
    deactivate: (id, call) =>
      move('deactivate', 'deactivate?sendEmail=false', id, ['deactivated'], begin(call), 'DEPROVISIONED'),

    /** "Revoke all user sessions": `forgetDevices` has different defaults on Classic and Identity Engine: always sent. */
    async endSessions(id, call) {
      const errand = begin(call);
      const operation = 'end sessions';
      const path = `${pathOf(id)}/sessions?oauthTokens=true&forgetDevices=true`;
      // A deactivated account has no sessions, whatever the endpoint says about it.
      await unlessReached(operation, id, ['deactivated'], errand, undefined, () =>
        client.run({ operation, method: 'DELETE', path, effect: 'convergent' }, errand),
      );
    },
  };

  async function activate(id: ProviderAccountId, sendEmail: boolean, errand: Errand) {
    const operation = 'activate';
    const path = `${pathOf(id)}/lifecycle/activate?sendEmail=${sendEmail}`;
    return unlessReached(operation, id, ['active', 'awaiting-user'], errand, { activationLink: null }, async () =>
      linkOf(await client.read({ operation, method: 'POST', path, effect: 'once' }, activationToken, errand)),
    );
  }

  function move(
    operation: string,
    step: string,
    id: ProviderAccountId,
    reached: readonly SeenState[],
    errand: Errand,
    onTheWay?: string,
  ): Promise<Moved> {
    const path = `${pathOf(id)}/lifecycle/${step}`;
    const request = { operation, method: 'POST', path, effect: 'convergent' } as const;
    const act = () => client.run(request, errand).then((): Moved => 'moved');
    return unlessReached<Moved>(operation, id, reached, errand, 'there-already', act, onTheWay);
  }

  /** Does `act`; when it is refused and the account is where it should be (or on its way there), that is success. */
  async function unlessReached<Result>(
    operation: string,
    id: ProviderAccountId,
    reached: readonly SeenState[],
    errand: Errand,
    otherwise: Result,
    act: () => Promise<Result>,
    onTheWay?: string,
  ): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Fault) || !isRefusal(error)) throw error;
      const found = await readUser(client, operation, id, errand);
      if (found === null) throw new Fault('missing', operation, { vendorCode: error.vendorCode, cause: error });
      if (reached.includes(stateOf(found)) || (onTheWay !== undefined && found.transitioningToStatus === onTheWay)) {
        return otherwise;
      }
      if (stateOf(found) === 'changing') {
        throw new Fault('transient', operation, { vendorCode: error.vendorCode, note: 'another change is under way' });
      }
      throw new Fault('conflict', operation, {
        vendorCode: error.vendorCode,
        note: `the account is ${stateOf(found)}`,
        cause: error,
      });
    }
  }
}

/** What Okta says of a state that does not fit: E0000016, E0000038, E0000001, or 404 for a deactivated account. */
const isRefusal = (fault: Fault) =>
  fault.kind === 'conflict' || fault.kind === 'missing' || fault.vendorCode === 'E0000001';

const pathOf = (id: ProviderAccountId) => `/api/v1/users/${encodeURIComponent(id)}`;
const linkOf = ({ activationUrl }: { readonly activationUrl?: string | null | undefined }) => ({
  activationLink: activationUrl ?? null,
});
