// Makes a folder of many services whose Dockerfiles are written for the root as their context.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FILES_PER_DIRECTORY = 20;

/** Five kinds of Dockerfile; one in ten copies the whole context. */
const DOCKERFILES = [
  (name) =>
    `FROM scratch AS deps\nCOPY package.json apps/${name}/package.json ./\nFROM scratch\nCOPY --from=deps / /\nCOPY apps/${name} /app\n`,
  (name) =>
    `FROM scratch\nCOPY contracts /contracts\nCOPY apps/${name}/src /app/src\nCOPY apps/${name}/*.json /app/\n`,
  (name) => `FROM scratch\nCOPY --parents apps/${name}/**/*.ts package.json /\n`,
  (name) => `FROM scratch\nARG NAME=${name}\nCOPY apps/$NAME/ /app/\nCOPY apps/$NAME/VERSION /app/VERSION\n`,
  (name) => `FROM scratch\nCOPY --exclude=**/*.md apps/${name} /app\n`,
];
const WHOLE = () => 'FROM scratch\nCOPY . /app\n';

/** @returns {{root: string, dockerfiles: string[], directories: number}} */
export function makeMonorepo(services, files) {
  const root = mkdtempSync(join(tmpdir(), 'docker-context-bench-'));
  const made = new Set(['']);
  const write = (path, text = '') => {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++) made.add(parts.slice(0, depth).join('/'));
    mkdirSync(join(root, ...parts), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('package.json');
  write('contracts/order.schema.json');
  write('.dockerignore', '**/node_modules\n**/*.log\n!keep.log\n.git\n');
  const dockerfiles = Array.from({ length: services }, (_, index) => {
    const name = `service-${String(index).padStart(3, '0')}`;
    const make = index % 10 === 9 ? WHOLE : DOCKERFILES[index % DOCKERFILES.length];
    write(`apps/${name}/Dockerfile`, make(name));
    write(`apps/${name}/package.json`);
    write(`apps/${name}/VERSION`);
    const own = Math.floor(files / services) - 3;
    for (let file = 0; file < own; file++) {
      const folder = file % 4 === 0 ? 'node_modules/dep' : 'src/part';
      write(`apps/${name}/${folder}-${Math.floor(file / FILES_PER_DIRECTORY)}/file-${file}.ts`);
    }
    return `apps/${name}/Dockerfile`;
  });
  return { root, dockerfiles, directories: made.size };
}
