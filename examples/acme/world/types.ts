/** What the example company looks like from outside: plain data to seed stand-ins for its systems with. */

export interface AcmeWorld {
  readonly okta: AcmeOkta;
  readonly jira: AcmeJira;
}

/** Somebody who works at Acme already. */
export interface AcmePerson {
  readonly employeeNumber: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Work address and login. */
  readonly mail: string;
  readonly department: string;
  readonly title: string;
  readonly location: string;
  readonly workerType: 'employee' | 'contractor';
  readonly managerMail: string | null;
}

export interface AcmeOkta {
  readonly groups: readonly { readonly name: string; readonly description: string }[];
  /** Groups a rule fills from a profile field: nobody else writes them. */
  readonly rules: readonly {
    readonly name: string;
    readonly attribute: string;
    readonly equals: string;
    readonly group: string;
  }[];
  readonly apps: readonly {
    readonly label: string;
    /** Receives users by SCIM. */
    readonly provisioning: boolean;
    readonly groups: readonly string[];
  }[];
  readonly people: readonly (AcmePerson & { readonly groups: readonly string[] })[];
  /** Out of reach for Tenure, by `protected.accounts` in tenure.yaml. */
  readonly protectedAccounts: readonly {
    readonly login: string;
    readonly givenName: string;
    readonly familyName: string;
    readonly admin: boolean;
    readonly groups: readonly string[];
  }[];
  /** Custom profile attributes beside the built-in ones. */
  readonly profileAttributes: readonly { readonly name: string; readonly title: string }[];
}

export interface AcmeUser {
  readonly displayName: string;
  readonly email: string;
  /** API token, for the accounts a test or a script acts as. */
  readonly token?: string;
  readonly admin?: boolean;
  readonly bot?: boolean;
  /** Works on requests: has a Service Management licence. */
  readonly agent?: boolean;
  /** Of another company: an account of the portal alone, which no directory knows. */
  readonly portalOnly?: boolean;
  readonly groups: readonly string[];
}

export type AcmeFieldType =
  | 'text'
  | 'textarea'
  | 'date'
  | 'url'
  | 'user'
  | 'multi-user'
  | 'select'
  | 'multiselect'
  | 'checkboxes'
  | 'cascading';

export interface AcmeField {
  readonly name: string;
  readonly type: AcmeFieldType;
  readonly options?: readonly string[];
  /** Of a cascading select: first level -> second. */
  readonly levels?: Readonly<Record<string, readonly string[]>>;
}

export interface AcmeJira {
  readonly groups: readonly { readonly name: string; readonly managedBy?: 'scim' }[];
  readonly users: readonly AcmeUser[];
  readonly fields: readonly AcmeField[];
  readonly workflows: readonly {
    readonly name: string;
    readonly statuses: readonly { readonly name: string; readonly category: 'new' | 'indeterminate' | 'done' }[];
    readonly transitions: readonly {
      readonly name: string;
      readonly from: readonly string[] | 'any';
      readonly to: string;
      readonly resolution?: string;
      /** Offered to customers on the portal. */
      readonly customer?: boolean;
    }[];
    readonly approvals?: readonly {
      readonly status: string;
      readonly approversField: string;
      readonly approve: string;
      readonly decline: string;
    }[];
  }[];
  readonly projects: readonly {
    readonly key: string;
    readonly name: string;
    /** A project for customers, with a portal. */
    readonly kind?: 'service_desk';
    readonly requestTypes?: readonly {
      readonly name: string;
      readonly description: string;
      readonly issueType: string;
      readonly fields: readonly (string | { readonly field: string; readonly required: boolean })[];
    }[];
    readonly types: readonly {
      readonly name: string;
      readonly subtask?: boolean;
      /** Names of the custom fields on its screens. */
      readonly screen?: readonly string[];
      readonly required?: readonly string[];
      readonly workflow?: string;
    }[];
    /** Role -> names of groups. */
    readonly roles: Readonly<Record<string, { readonly groups: readonly string[] }>>;
    readonly securityLevels: readonly {
      readonly name: string;
      readonly members: readonly ({ readonly group: string } | 'reporter')[];
    }[];
  }[];
}
