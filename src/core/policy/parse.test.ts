import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse.ts';
import { brief, filesOf, policyIn, problemsIn, SMALL, type Texts } from './testing/policies.ts';

const settings = (from: string | RegExp, to: string): Partial<Texts> => ({
  settings: SMALL.settings.replace(from, to),
});
const more = (text: string): Partial<Texts> => ({ settings: `${SMALL.settings}${text}\n` });
const catalogue = (from: string, to: string): Partial<Texts> => ({ catalogue: SMALL.catalogue.replace(from, to) });
const row = (text: string): Partial<Texts> => ({ table: `${SMALL.table}${text}\n` });

const WITH_REQUESTS = { ...SMALL, requests: 'rules: { low: { when: { risk: [low] }, automatic: true } }\n' };
const FOLDER = ['settings', 'catalogue', 'table', 'requests'] as const;

describe('a policy in files', () => {
  it('needs only what has no default', () => {
    const { settings: read } = policyIn();
    expect(read.primaryConnection).toBe('okta');
    expect(read.naming.loginClash).toBe('{givenName}.{familyName}{n}@small.example');
    expect(read.mail.from).toBe('Small access <tenure@small.example>');
    expect(read.times).toEqual({
      startHour: '08:00',
      byHandWithin: 3 * 86_400_000,
      accountAhead: 7 * 86_400_000,
      activeAhead: 3_600_000,
      moverOverlap: 86_400_000,
      reopenWithin: 30 * 86_400_000,
    });
    expect(read.modes.default).toBe('shadow');
  });

  it('gives groups without a prefix to the primary connection', () => {
    expect(policyIn(row('other,,,,okta:x|y: z')).table.at(-1)?.gives).toEqual([
      { kind: 'group', group: 'okta:x' },
      { kind: 'group', group: 'okta:y: z' },
    ]);
  });

  it('asks before giving what is not said to be of low risk', () => {
    const [figma] = policyIn().catalogue.applications;
    expect(figma?.entitlements.map(({ id, risk, onForm }) => [id, risk, onForm])).toEqual([
      ['figma:viewer', 'low', 'automatic'],
      ['figma:editor', 'medium', 'ask'],
    ]);
  });

  it('takes what spreadsheets write: byte order mark, carriage returns, semicolons, quoted lines', () => {
    const table = '\uFEFFid;department;title;entitlements;groups\r\na;"Science\r\n";Lead;;x\r\nb;;;;y\r\n';
    expect(policyIn({ table }).table.map(({ id, line, when }) => [id, line, when])).toEqual([
      ['a', 2, { department: ['Science'], title: ['Lead'] }],
      ['b', 4, {}],
    ]);
  });
});

const cases: readonly (readonly [name: string, texts: Partial<Texts>, expected: readonly string[]])[] = [
  // tenure.yaml
  ['a key slipped', settings('company:', 'compny:'), ['tenure.yaml:1 missing', 'tenure.yaml:1 unknown-key']],
  ['a key that is not there', settings('timeZone: Europe/Zurich\n', ''), ['tenure.yaml:1 missing']],
  ['a zone that does not exist', settings('Europe/Zurich', 'Europe/Zuerich'), ['tenure.yaml:2 unknown-time-zone']],
  ['a number for text', settings('company: Small', 'company: 7'), ['tenure.yaml:1 wrong-type']],
  ['a tab', settings('  jira:', '\tjira:'), ['tenure.yaml:9 tab']],
  [
    'a key twice',
    settings('timeZone: Europe/Zurich', 'company: Again\ntimeZone: UTC'),
    ['tenure.yaml:2 duplicate-key'],
  ],
  ['a negative span', more('times: { accountAhead: -7d }'), ['tenure.yaml:27 bad-span']],
  ['a span of centuries', more('times: { accountAhead: 99999d }'), ['tenure.yaml:27 bad-span']],
  ['sign-in before the account', more('times: { activeAhead: 9d }'), ['tenure.yaml:27 times-out-of-order']],
  ['a brake over everybody', more('brake: { sharePerGroup: 1.5 }'), ['tenure.yaml:27 out-of-range']],
  ['a brake of nobody', more('brake: { peoplePerOrigin: 0 }'), ['tenure.yaml:27 out-of-range']],
  ['a connection of an unknown kind', settings('kind: jira', 'kind: jirra'), ['tenure.yaml:10 wrong-value']],
  ['a secret written out', settings('{ env: OKTA_TOKEN }', 's3cret'), ['tenure.yaml:7 wrong-type']],
  [
    'an address with a password in it',
    settings('https://small.okta', 'https://a:b@small.okta'),
    ['tenure.yaml:6 bad-url'],
  ],
  ['an address in the clear', settings('https://small.okta', 'http://small.okta'), ['tenure.yaml:6 not-encrypted']],
  ['no provider', settings(/ {2}okta:[\s\S]*(?= {2}mail:)/, ''), ['tenure.yaml:3 no-provider']],
  [
    'a field everything depends on',
    settings('  start: Start date\n', ''),
    ['tenure.yaml:13 required-field-not-mapped'],
  ],
  ['no field for whom it is about', settings('  person: Employee\n', ''), ['tenure.yaml:13 field-not-mapped']],
  ['one field for two meanings', settings('Job title', 'department'), ['tenure.yaml:20 field-mapped-twice']],
  [
    'a field that is nearly known',
    settings('title: Job title', 'title: Job title\n  privateMails: Mail'),
    ['tenure.yaml:21 near-known-field'],
  ],
  ['overlapping cases', settings('issueType: Change', 'issueType: onboarding'), ['tenure.yaml:23 cases-overlap']],
  [
    'a path behind an address',
    settings('small.okta.example', 'small.okta.example/api/v1'),
    ['tenure.yaml:6 address-with-path'],
  ],
  ['no mail server', settings(/ {2}mail: .*\n/, ''), ['tenure.yaml:3 one-mail']],
  [
    'a second mail server',
    settings('fields:', '  post: { kind: mail, url: smtp://post.small.example }\nfields:'),
    ['tenure.yaml:3 one-mail'],
  ],
  [
    'a Slack whose presses reach nobody',
    settings('fields:', '  slack: { kind: slack, token: { env: SLACK } }\nfields:'),
    ['tenure.yaml:13 deaf-to-slack'],
  ],
  [
    'two Slacks',
    settings(
      'fields:',
      '  one: { kind: slack, token: { env: A }, appToken: { env: B } }\n  two: { kind: slack, token: { env: A }, signingSecret: { env: B } }\nfields:',
    ),
    ['tenure.yaml:3 one-slack'],
  ],
  [
    'a workspace of Slack by its name',
    settings('fields:', '  slack: { kind: slack, token: { env: A }, appToken: { env: B }, team: Acme }\nfields:'),
    ['tenure.yaml:13 invalid'],
  ],
  [
    'a password for nobody',
    settings('kind: mail,', 'kind: mail, password: { env: MAIL },'),
    ['tenure.yaml:8 half-a-credential'],
  ],
  [
    'a user without a password',
    settings('kind: mail,', 'kind: mail, user: tenure,'),
    ['tenure.yaml:8 half-a-credential'],
  ],
  ['a sender nobody can answer', more('mail: { from: Small IT }'), ['tenure.yaml:27 sender-without-address']],
  ['a kind of case left out', settings(/ {2}change.*\n/, ''), ['tenure.yaml:21 case-missing']],
  ['nobody may file', settings('[{ group: hr }]', '[]'), ['tenure.yaml:22 nobody-may-file']],
  ['a filer of an unknown sort', settings('{ group: hr }', '{ user: ann }'), ['tenure.yaml:22 wrong-type']],
  ['an unknown placeholder', settings('{givenName}', '{firstName}'), ['tenure.yaml:26 unknown-placeholder']],
  ['one login for all', settings('{givenName}.{familyName}', 'new'), ['tenure.yaml:26 login-the-same-for-all']],
  ['a login that is no address', settings('@small.example"', '"'), ['tenure.yaml:26 login-not-an-address']],
  ['a profile field from nowhere', more('profile: { city: "{town}" }'), ['tenure.yaml:27 unknown-placeholder']],
  [
    'a mode for an unknown application',
    more('modes: { applications: { figm: live } }'),
    ['tenure.yaml:27 unknown-application'],
  ],
  ['values of no attribute', more('values: { city: [Zurich] }'), ['tenure.yaml:27 unknown-attribute']],
  // catalogue.yaml
  ['an application twice', catalogue('  lab:', '  figma:'), ['catalogue.yaml:8 duplicate-application']],
  ['an entitlement twice', catalogue('editor:', 'viewer:'), ['catalogue.yaml:7 duplicate-entitlement']],
  ['an entitlement nothing opens', catalogue('groups: [figma-viewers], ', ''), ['catalogue.yaml:6 no-groups']],
  ['two applications of a name', catalogue('name: Lab', 'name: figma'), ['catalogue.yaml:9 duplicate-application']],
  [
    'an id that cannot be typed',
    catalogue('  lab:', '  Lab Access:'),
    ['catalogue.yaml:8 bad-id', 'reference-table.csv:3 unknown-entitlement'],
  ],
  ['a risk of its own', catalogue('risk: low', 'risk: lowish'), ['catalogue.yaml:6 wrong-value']],
  [
    'a protected group',
    more('protected: { groups: [figma-editors] }'),
    ['catalogue.yaml:7 protected-group', 'reference-table.csv:4 protected-group'],
  ],
  // reference-table.csv
  ['a row id twice', row('Science,,,,x'), ['reference-table.csv:5 duplicate-row-id']],
  ['no row id', row(',,,,x'), ['reference-table.csv:5 missing-row-id']],
  ['a row that gives nothing', row('x,Science,,,'), ['reference-table.csv:5 row-gives-nothing']],
  ['an unknown entitlement', row('x,,,figma:editr,'), ['reference-table.csv:5 unknown-entitlement']],
  ['an application without a role', row('x,,,figma,'), ['reference-table.csv:5 bad-entitlement']],
  ['a star for any', row('x,*,,,y'), ['reference-table.csv:5 wildcard']],
  ['a list of no values', row('x,|,,,y'), ['reference-table.csv:5 row-never-matches']],
  ['a bar too many', row('x,Science|,,,y'), ['reference-table.csv:5 empty-value']],
  ['an empty row', row(',,,,'), ['reference-table.csv:5 empty-row']],
  ['a cell too many', row('x,,,,y,z'), ['reference-table.csv:5 extra-cells']],
  ['a row said twice', row('x,SCIENCE,,lab:badge,science'), ['reference-table.csv:5 same-row']],
  ['a broken quote', row('x,"Sci"ence,,,y'), ['reference-table.csv:5 csv']],
  ['a protected group given', { ...more('protected: { groups: [all] }') }, ['reference-table.csv:2 protected-group']],
  ['an attribute nobody mapped', { table: 'id,city,groups\na,Bern,x\n' }, ['reference-table.csv:1 unknown-column']],
  ['a column twice', { table: 'id,title,Title,groups\na,x,y,z\n' }, ['reference-table.csv:1 duplicate-column']],
  ['an empty table', { table: '' }, ['reference-table.csv:null empty-table']],
  [
    'a worker type that is none',
    { table: 'id,workerType,groups\na,intern,x\n' },
    ['reference-table.csv:2 row-never-matches'],
  ],
  [
    'a value the company does not have',
    { ...more('values: { department: [Science] }'), ...row('x,Siense,,,y\nz,Science|Sales,,,y') },
    ['reference-table.csv:5 row-never-matches', 'reference-table.csv:6 unknown-value'],
  ],
];

/** Said for every small policy that names nobody; not what these cases are about. */
const EXPECTED_OF_SMALL = problemsIn({}).map(({ code }) => code);

describe('what is wrong is said with file and line', () => {
  it.each(cases)('%s', (_, texts, expected) => {
    const found = problemsIn(texts).filter(({ code }) => !EXPECTED_OF_SMALL.includes(code));
    expect(found.map(brief).sort()).toEqual([...expected].sort());
    for (const { message, remedy } of found) expect([message, remedy].every((text) => text.length > 5)).toBe(true);
  });

  it('says what keeps it from being used before what is only to be known', () => {
    const severities = problemsIn({ ...row('x,SCIENCE,,lab:badge,science'), ...settings('company:', 'compny:') }).map(
      ({ severity }) => severity,
    );
    expect(severities).toContain('warning');
    expect(severities).toEqual([...severities].sort());
  });

  it('says everything at once, over all files', () => {
    const found = problemsIn({
      settings: SMALL.settings.replace('Europe/Zurich', 'Mars').replace('kind: okta', 'kind: octa'),
      catalogue: SMALL.catalogue.replace('risk: low', 'risk: none'),
      table: `${SMALL.table}x,,,figma:nobody,\nx,,,,y\n`,
    });
    expect(found.map(brief)).toEqual([
      'catalogue.yaml:6 wrong-value',
      'reference-table.csv:5 unknown-entitlement',
      'reference-table.csv:6 duplicate-row-id',
      'tenure.yaml:2 unknown-time-zone',
      'tenure.yaml:5 wrong-value',
    ]);
  });

  it('offers the near word', () => {
    const [found] = problemsIn(row('x,,,figma:editr,'));
    expect(found?.remedy).toContain('Did you mean "figma:editor"?');
  });

  it('never repeats a secret somebody wrote into the file', () => {
    const found = problemsIn(settings('{ env: OKTA_TOKEN }', 's3cret'));
    expect(JSON.stringify(found)).not.toContain('s3cret');
  });
});

describe('files as they come', () => {
  it('names each missing file, and the one that was meant', () => {
    const parsed = parsePolicy([{ path: 'tenure.yml', text: SMALL.settings }]);
    expect(parsed).toMatchObject({ ok: false });
    const remedies = parsed.ok ? [] : parsed.problems.map(({ code, remedy }) => [code, remedy]);
    expect(remedies).toContainEqual(['missing-file', 'Rename tenure.yml.']);
    expect(remedies).toHaveLength(3);
  });

  it('refuses what is too large without reading it', () => {
    const found = problemsIn({ catalogue: ' '.repeat(2_000_001) }).map(brief);
    expect(found).toContain('catalogue.yaml:null too-large');
  });

  it('refuses a bomb of aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect(problemsIn({ catalogue: bomb }).map(brief)).toContain('catalogue.yaml:null yaml');
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'id',
      ',',
      '|',
      '\n',
      ':',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '&a',
      '*a',
      '!!x',
      '#',
      '\t',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }).map((parts) => parts.join('')),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...FOLDER), fc.boolean(), (spoilt, which, append) => {
        const texts = { ...WITH_REQUESTS, [which]: append ? `${WITH_REQUESTS[which]}${spoilt}` : spoilt };
        const parsed = parsePolicy(filesOf(texts));
        for (const problem of parsed.ok ? parsed.warnings : parsed.problems) {
          expect(problem.line === null || problem.line >= 1).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
