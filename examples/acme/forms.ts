/** Filing forms in the example's Jira as a person would: over REST, with a person's own token. */

export interface Filer {
  readonly email: string;
  readonly token: string;
}

/** Nadia works in HR and may file; Aisha works in IT and settles sub-tasks; Ben may do neither. */
export const NADIA: Filer = { email: 'nadia.weber@acme.example', token: 'nadia-token' };
export const AISHA: Filer = { email: 'aisha.khan@acme.example', token: 'aisha-token' };
export const BEN: Filer = { email: 'ben.carter@acme.example', token: 'ben-token' };

export interface Filed {
  readonly id: string;
  readonly key: string;
}

/** Values by the field's display name, as the form shows them. Plain text becomes what the field's type needs. */
export type FormValues = Readonly<Record<string, string | readonly string[] | null>>;

/** People’s forms are filed with the people team, requests at the help desk. */
const PROJECTS: Readonly<Record<string, string>> = { 'Access request': 'HELP' };

interface Field {
  readonly id: string;
  readonly name: string;
  readonly schema?: { readonly type?: string; readonly items?: string; readonly custom?: string };
}

export class JiraForms {
  readonly #base: string;
  #fields: Promise<ReadonlyMap<string, Field>> | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  async file(by: Filer, issueType: string, summary: string, values: FormValues): Promise<Filed> {
    const fields = {
      project: { key: PROJECTS[issueType] ?? 'PEO' },
      issuetype: { name: issueType },
      summary,
      ...(await this.wire(by, values)),
    };
    return (await this.call(by, 'POST', '/rest/api/3/issue', { fields })) as Filed;
  }

  async edit(by: Filer, key: string, values: FormValues): Promise<void> {
    await this.call(by, 'PUT', `/rest/api/3/issue/${key}`, { fields: await this.wire(by, values) });
  }

  /** Moves an issue to a status by name, as a click on the board would. */
  async moveTo(by: Filer, key: string, status: string): Promise<void> {
    const { transitions } = (await this.call(by, 'GET', `/rest/api/3/issue/${key}/transitions`)) as {
      transitions: { id: string; to: { name: string } }[];
    };
    const found = transitions.find(({ to }) => to.name === status);
    if (found === undefined) throw new Error(`no transition of ${key} leads to ${status}`);
    await this.call(by, 'POST', `/rest/api/3/issue/${key}/transitions`, { transition: { id: found.id } });
  }

  async statusOf(by: Filer, key: string): Promise<string> {
    const { fields } = (await this.call(by, 'GET', `/rest/api/3/issue/${key}?fields=status`)) as {
      fields: { status: { name: string } };
    };
    return fields.status.name;
  }

  async subtasks(
    by: Filer,
    key: string,
  ): Promise<readonly { readonly key: string; readonly fields: { readonly summary: string } }[]> {
    const { fields } = (await this.call(by, 'GET', `/rest/api/3/issue/${key}?fields=subtasks`)) as {
      fields: { subtasks: { key: string; fields: { summary: string } }[] };
    };
    return fields.subtasks;
  }

  async call(by: Filer, method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${by.email}:${by.token}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  /** As the REST interface takes them, by the field's id. */
  async wire(by: Filer, values: FormValues): Promise<Record<string, unknown>> {
    this.#fields ??= this.call(by, 'GET', '/rest/api/3/field').then(
      (fields) => new Map((fields as Field[]).map((field) => [field.name, field])),
    );
    const known = await this.#fields;
    const entries = Object.entries(values).map(async ([name, value]) => {
      const field = known.get(name);
      if (field === undefined) throw new Error(`the form has no field ${name}`);
      return [field.id, await this.#wireValue(by, field, value)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async #wireValue(by: Filer, field: Field, value: FormValues[string]): Promise<unknown> {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'string') return value.map((one) => ({ value: one }));
    if (field.schema?.type === 'option') return { value };
    if (field.schema?.type === 'option-with-child') return cascaded(value);
    if (field.schema?.custom?.endsWith(':textarea') === true) return document(value);
    if (field.schema?.type === 'securitylevel') return { name: value };
    if (field.schema?.type !== 'user') return value;
    const found = (await this.call(by, 'GET', `/rest/api/3/user/search?query=${encodeURIComponent(value)}`)) as {
      accountId: string;
    }[];
    if (found[0] === undefined) throw new Error(`nobody in Jira has the address ${value}`);
    return { accountId: found[0].accountId };
  }
}

/** `AWS: production` -> the application and, below it, its role. */
function cascaded(text: string) {
  const [value, child] = text.split(': ');
  return child === undefined ? { value } : { value, child: { value: child } };
}

/** Long texts are documents in this version of Jira's API. */
const document = (text: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});
