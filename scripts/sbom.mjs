/**
 * The bill of materials: `npm run sbom` prints it (CycloneDX), `npm run sbom -- FILE` writes it. It is made of the lock file, so
 * that it is the same wherever it is made, and held against it: a list that leaves out what production runs is worse than none.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MARK = 'cdx:npm:package:development';

/** What is wrong with the list, a line each; and how many packages it has. */
export function checked(bom, { packages }) {
  const components = bom.components ?? [];
  const named = (wanted) =>
    components.flatMap(({ group, name, version, properties = [] }) => {
      const isDevelopment = properties.some((one) => one.name === MARK && one.value === 'true');
      return isDevelopment === wanted ? [`${group === undefined ? name : `${group}/${name}`}@${version}`] : [];
    });
  const production = new Set(named(false));
  const locked = new Set(
    Object.entries(packages).flatMap(([path, { dev, version }]) =>
      path === '' || dev === true ? [] : [`${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`],
    ),
  );
  const wrong = [
    ...(bom.bomFormat === 'CycloneDX' ? [] : ['it is no CycloneDX document']),
    ...[...locked].filter((one) => !production.has(one)).map((one) => `${one} is missing`),
    ...[...production].filter((one) => !locked.has(one)).map((one) => `${one} is not in the lock file`),
  ];
  return { wrong, production: production.size, development: new Set(named(true)).size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const argv = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
  const { stdout, status } = spawnSync(npm, argv, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { wrong, production, development } = checked(JSON.parse(stdout), lock);
  const [, , file] = process.argv;
  if (file === undefined) process.stdout.write(stdout);
  else writeFileSync(file, stdout);
  console.error(`Bill of materials: ${production} packages that production runs, ${development} for development.`);
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
