/**
 * Where the evidence about Okta is thin, the answer is a switch. Each default is the stricter or the better
 * documented reading; an adapter is expected to live with both positions.
 */
export interface OktaQuirks {
  /** Repeated PUT of a membership. No recording holds one; 204 is believed. */
  readonly addMemberAgain: 204 | 400;
  /** PUT of somebody DEPROVISIONED into a group: only pages of others say that it is refused. */
  readonly addDeprovisioned: 204 | 'E0000038';
  /** DELETE of a membership that is not there. No recording holds one; 204 is believed. */
  readonly removeNonMember: 204 | 404;
  /** `lifecycle/deactivate` on a DEPROVISIONED user: 404 E0000007 in an issue thread, 403 E0000038 plausible. */
  readonly deactivateDeprovisioned: 'E0000007' | 'E0000038';
  /** The reference says suspend only from ACTIVE; recorded `_links` offer it for PROVISIONED and PASSWORD_EXPIRED. */
  readonly suspendOnlyActive: boolean;
  /** Assigning an app user who is already assigned: the code table lists 409 E0000062. */
  readonly assignAppUserAgain: 409 | 200;
  /** An app user who was removed: 404 from then on, or still listed as DEPROVISIONED (both documented). */
  readonly removedAppUser: 'gone' | 'DEPROVISIONED';
  /**
   * "List all applications", `includeNonDeleted`: "whether to include non-active, but not deleted apps", default false.
   * Older traffic shows them all the same.
   */
  readonly listInactiveApps: 'always' | 'when-asked';
  /** The list of apps for a role that sees none: it was met empty, with 200 and no error (Okta-PSModule, issue 15). */
  readonly appsUnseen: 'empty' | 'refused';
  /** What is outside the caller's resource set, asked for by its id: documented nowhere; forbidden, or as if it were not there. */
  readonly outOfReach: 'E0000006' | 'E0000007';
  /** Status of `lifecycle/deactivate` with `Prefer: respond-async`. */
  readonly respondAsync: 200 | 202;
  /** Password calls in a status that does not allow them. */
  readonly illegalPasswordCall: 'E0000038' | 'E0000001';
  /** Changing a DEPROVISIONED user: 403 (support article), 404 (older issue), or allowed by an org setting. */
  readonly updateDeprovisioned: 'E0000038' | 'E0000007' | 'allowed';
  /** A second group of the same name: by analogy with users, or the code table's 409. */
  readonly duplicateGroupName: 'E0000001' | 'E0000055';
  /** What a person without password becomes on activation; ACTIVE under optional-password policies. */
  readonly passwordlessActivation: 'PROVISIONED' | 'ACTIVE';
  /** Activation and deactivation "may finish later" (API reference); recordings show them done at once. */
  readonly lifecycleDelayMilliseconds: number;
  /** From assignment to a provisioned account in an app that has PUSH_NEW_USERS. */
  readonly provisioningDelayMilliseconds: number;
  /** From deactivation to the end of the person's applications: "may finish later" (API reference). */
  readonly unassigningDelayMilliseconds: number;
  /** A requested OAuth scope the app was never granted. */
  readonly ungrantedScope: 'vanishes' | 'invalid_scope';
  /** Groups that carry admin roles may be changed by super admins only. */
  readonly adminGroupsNeedSuperAdmin: boolean;
  /** "UTF-8 limited to 3-byte characters" (Design principles); the exact answer was not recorded. */
  readonly refuseFourByteCharacters: boolean;
  /** Usernames must look like an email address, the default of a new org. */
  readonly loginMustBeEmail: boolean;
  /** Removing a rule's member when that rule's exclusion list already holds 100 people. */
  readonly exclusionListFull: 'refused' | 'added-again';
  /** Whether a group's member list shows people who were deactivated while in it. */
  readonly listDeprovisionedMembers: boolean;
  /** Delay between an event and its appearance in the System Log. */
  readonly logDelayMilliseconds: number;
  /** Delay between an event and its delivery to the event hooks: "no delay guarantee". */
  readonly hookDelayMilliseconds: number;
}

export const defaultQuirks: OktaQuirks = {
  addMemberAgain: 204,
  addDeprovisioned: 204,
  removeNonMember: 204,
  deactivateDeprovisioned: 'E0000007',
  suspendOnlyActive: true,
  assignAppUserAgain: 409,
  removedAppUser: 'gone',
  listInactiveApps: 'when-asked',
  appsUnseen: 'empty',
  outOfReach: 'E0000007',
  respondAsync: 200,
  illegalPasswordCall: 'E0000038',
  updateDeprovisioned: 'E0000038',
  duplicateGroupName: 'E0000001',
  passwordlessActivation: 'PROVISIONED',
  lifecycleDelayMilliseconds: 0,
  provisioningDelayMilliseconds: 0,
  unassigningDelayMilliseconds: 0,
  ungrantedScope: 'vanishes',
  adminGroupsNeedSuperAdmin: true,
  refuseFourByteCharacters: true,
  loginMustBeEmail: true,
  exclusionListFull: 'refused',
  listDeprovisionedMembers: true,
  logDelayMilliseconds: 0,
  hookDelayMilliseconds: 0,
};
