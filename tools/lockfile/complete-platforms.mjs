// `npm ci` refuses a lock that leaves out optional packages of other platforms, and `npm install` leaves them out
// where the registry in use does not carry them. This adds them by name and version (without an integrity hash:
// nobody here could fetch them), so that the lock is complete wherever it is installed. Run it after npm install.
import { readFileSync, writeFileSync } from 'node:fs';

const lockPath = 'package-lock.json';
const lock = JSON.parse(readFileSync(lockPath, 'utf8'));
const added = [];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`]) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(`${lockPath}: cannot tell the platform of ${name}@${version}; add its entry by hand`);
    }
    lock.packages[`node_modules/${name}`] = { version, ...platform, license: entry.license, optional: true };
    added.push(name);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'the lock is complete' : `added ${added.join(', ')}`);

/** The os, cpu and libc that a platform package's name states: `@nx/nx-linux-x64-musl`. */
function platformOf(name) {
  const os = /(?:^|-)(android|darwin|freebsd|linux|openbsd|netbsd|openharmony|sunos|aix|win32)(?:-|$)/.exec(
    name,
  )?.[1];
  const cpu = /(?:^|-)(arm64|x64|arm|ia32|ppc64|s390x|riscv64|loong64|mips64el)(?:-|$)/.exec(name)?.[1];
  if (!os || !cpu) return undefined;
  return {
    cpu: [cpu],
    os: [os],
    ...(os === 'linux' ? { libc: [name.includes('musl') ? 'musl' : 'glibc'] } : {}),
  };
}
