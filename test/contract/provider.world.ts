/** What a test of the provider's port stands on: a vendor's org, seen from behind, and trouble on request. */
import type { SeenState } from '../../src/core/person/model.ts';
import { type GroupId, type ProviderAccountId, providerAccountId } from '../../src/core/shared/ids.ts';
import { Fault, type FaultKind } from '../../src/ports/fault.ts';
import type { CallOptions, IdentityProvider, NewAccount } from '../../src/ports/provider.ts';

export interface World {
  readonly provider: IdentityProvider;
  readonly org: Org;
  readonly trouble: Trouble;
  /** What reached the provider since `forgetCalls`, token requests left out. */
  calls(): { readonly reads: number; readonly writes: number };
  forgetCalls(): void;
  /** Where requests or answers differed from the vendor's own description of its interface since the last asking. */
  takeViolations(): readonly string[];
  stop(): Promise<void>;
}

/** The vendor's side, from behind. */
export interface Org {
  group(name: string, kind?: 'writable' | 'imported'): GroupId;
  account(login: string, state?: 'staged' | 'active' | 'suspended' | 'deactivated'): ProviderAccountId;
  /** Whoever is in it holds an admin role. */
  adminGroup(name: string): GroupId;
  /** An active rule that puts people into the group. */
  rule(group: GroupId): void;
  removeGroup(group: GroupId): Promise<void>;
  makeAdmin(account: ProviderAccountId): Promise<void>;
  enrolsSecondFactor(group: GroupId): void;
  assignDirectly(app: string, account: ProviderAccountId): void;
  /** `provisions`: the provider makes accounts in it; `refuses`: it tries, and the application says no. */
  assignThrough(app: string, group: GroupId, inside?: 'provisions' | 'refuses'): void;
  put(account: ProviderAccountId, group: GroupId): void;
  signIn(account: ProviderAccountId): void;
  sessions(account: ProviderAccountId): number;
  members(group: GroupId): readonly ProviderAccountId[];
  groupsGivenAtCreate: number;
}

export interface Trouble {
  /** The next create is done, its answer is lost. */
  loseAnswerOfCreate(): void;
  /** The next activation is done, its answer is lost. */
  loseAnswerOfActivation(): void;
  /** The connection breaks before the next call does anything. */
  dropNext(): void;
  /** The next reading of an account is refused by a limit that ends in `seconds`. */
  limitNextReading(seconds: number): void;
  /** The vendor's servers fail at the next call. */
  failNext(): void;
  /** Something between us and the vendor answers "not found" to the next call. */
  proxyRefusesNext(): void;
  /** The next two listings break off after their first page. */
  breakListing(): void;
  /** The next reading of a group's members is refused by a limit that ends in `seconds`. */
  limitNextListing(seconds: number): void;
}

/** Long: the first check against a vendor's description compiles it, in the middle of a call. */
export const ordinary: CallOptions = { lane: 'ordinary', timeoutMilliseconds: 20_000 };
export const revocation: CallOptions = { ...ordinary, lane: 'revocation' };

export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error('expected a Fault', { cause: error });
}
export const kindOf = async (work: Promise<unknown>): Promise<FaultKind> => (await faultOf(work)).kind;

export const NOBODY = providerAccountId('00u0000000000nobody0');

/** A world with names nobody has used in it yet. */
export class Stage {
  readonly world: World;
  readonly provider: IdentityProvider;
  readonly org: Org;
  #serial = 0;

  constructor(world: World) {
    this.world = world;
    this.provider = world.provider;
    this.org = world.org;
  }

  freshLogin(): string {
    this.#serial += 1;
    return `person${this.#serial}@contract.test`;
  }

  freshGroup(kind?: 'writable' | 'imported'): GroupId {
    this.#serial += 1;
    return this.org.group(`group-${this.#serial}`, kind);
  }

  newAccount(more: Partial<NewAccount> = {}): NewAccount {
    const login = more.login ?? this.freshLogin();
    return {
      login,
      profile: { firstName: 'Ada', lastName: 'Example', email: login },
      mark: `mark-${login}`,
      active: true,
      groups: [],
      providerSendsMail: true,
      ...more,
    };
  }

  async stateOf(id: ProviderAccountId): Promise<SeenState | undefined> {
    return (await this.provider.readAccount(id, ordinary))?.state;
  }
}
