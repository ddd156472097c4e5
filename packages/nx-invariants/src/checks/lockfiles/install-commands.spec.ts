import { describe, expect, it } from 'vitest';
import { startedProgram } from '../../scripts/started-program';
import { type FrozenByThemselves, installFault } from './install-commands';

const words = (text: string) => text.split(' ').map((word) => (word === '?' ? undefined : word));

/** `error` or `warning` and the message, or `holds`. */
function verdict(command: string, frozen: FrozenByThemselves = new Set()): string {
  const program = startedProgram(words(command));
  const fault = program && installFault(program, frozen);
  return fault ? `${fault.severity} ${fault.message}` : 'holds';
}

describe('a command that installs what the lock says', () => {
  it.each([
    'npm ci',
    'npm ci --omit=dev --workspace=a',
    'npm run build',
    'npm install --package-lock-only',
    'npm install -g ./a.tgz',
    'npm i ?',
    'pnpm install --frozen-lockfile',
    'pnpm -r test',
    'yarn --immutable',
    'yarn install --frozen-lockfile',
    'yarn build',
    'yarn --version',
    'bun install --frozen-lockfile',
    'bun ci',
    'pip install --require-hashes -r requirements.txt',
    'python -m pip install --no-deps .',
    'pip install --no-index --find-links wheels a',
    'pip install --no-deps ./a.whl',
    'pip list',
    'uv sync --frozen',
    'uv sync --locked --no-dev',
    'uv lock --check',
    'uv pip sync --require-hashes requirements.txt',
    'uv run pytest',
    'poetry install --only main',
    'poetry run pytest',
    'poetry lock --check',
    'pipenv install --deploy',
    'pipenv sync',
    'pdm install --frozen-lockfile',
    'go build ./...',
    'go test -mod=readonly ./...',
    'go mod download',
    'go get ./...',
    'go mod tidy',
    'go install ./cmd/a',
    'go install golang.org/x/tools/cmd/goimports@v0.30.0',
    'go run example.com/a@0123456789abcdef',
    'go install honnef.co/go/tools/cmd/staticcheck@2025.1.1',
    'cargo build --release --locked',
    'cargo test --frozen',
    'cargo +stable clippy --locked -- -D warnings',
    'cargo fmt --check',
    'cargo install --locked cargo-nextest',
    'echo npm install',
  ])('%s', (command) => {
    expect(verdict(command)).toBe('holds');
  });
});

describe('a command that does not', () => {
  const newest = 'installs what no lock names, in whatever version is newest';
  const rest = 'installs what no lock names: what it depends on comes in whatever version is newest';

  it.each([
    ['npm install', 'error "npm install" may install other versions than the lock has'],
    ['npm --prefix a i', 'error "npm i" may install other versions than the lock has'],
    ['npm update', 'error "npm update" may install other versions than the lock has'],
    ['sudo npm install -g a@latest', `error "npm install a@latest" ${newest}`],
    ['npm install -g @a/b', `error "npm install @a/b" ${newest}`],
    ['npm install -g a@1.2.3', `warning "npm install a@1.2.3" ${rest}`],
    ['pnpm install', 'error "pnpm install" may install other versions than the lock has'],
    ['pnpm up', 'error "pnpm up" may install other versions than the lock has'],
    [
      'pnpm i --no-frozen-lockfile',
      'error "pnpm install --no-frozen-lockfile" may install other versions than the lock has',
    ],
    ['pnpm add a', `error "pnpm add a" ${newest}`],
    ['yarn', 'error "yarn install" may install other versions than the lock has'],
    ['yarn install --production', 'error "yarn install" may install other versions than the lock has'],
    ['yarn add a@1', `error "yarn add a@1" ${newest}`],
    ['yarn global add a', `error "yarn global add a" ${newest}`],
    ['yarn up a', 'error "yarn up" may install other versions than the lock has'],
    ['bun i', 'error "bun install" may install other versions than the lock has'],
    ['bun add a', `error "bun add a" ${newest}`],
    ['pip install a', `error "pip install a" ${newest}`],
    ['pip3.11 install a==1.*', `error "pip install a==1.*" ${newest}`],
    ['python -m pip install --upgrade pip', `error "pip install pip" ${newest}`],
    ['pip install a[b]==1.2', `warning "pip install a[b]==1.2" ${rest}`],
    [
      'pip install -r requirements.txt',
      'error "pip install" takes requirements without --require-hashes: what has no hash is installed all the same',
    ],
    [
      'uv pip sync requirements.txt',
      'error "uv pip sync" takes requirements without --require-hashes: what has no hash is installed all the same',
    ],
    [
      'pip install -e .[dev]',
      'error "pip install" of a folder fetches what it depends on, in whatever version is newest',
    ],
    ['uv pip install a', `error "uv pip install a" ${newest}`],
    ['uv sync', 'error "uv sync" may install other versions than the lock has'],
    ['uv lock', 'error "uv lock" may install other versions than the lock has'],
    ['uv add a', `error "uv add a" ${newest}`],
    ['uv tool install a', `error "uv tool install a" ${newest}`],
    ['poetry add a', 'error "poetry add" may install other versions than the lock has'],
    ['poetry update', 'error "poetry update" may install other versions than the lock has'],
    ['pipenv install', 'error "pipenv install" may install other versions than the lock has'],
    ['pipenv install a', `error "pipenv install a" ${newest}`],
    ['pdm install', 'error "pdm install" may install other versions than the lock has'],
    ['go build -mod=mod ./...', 'error "go build -mod=mod" changes go.mod and go.sum as it needs'],
    [
      'go get example.com/a',
      'error "go get example.com/a" changes go.mod and go.sum, in whatever version is newest',
    ],
    ['go install example.com/a@latest', `error "go install example.com/a@latest" ${newest}`],
    ['go run example.com/a@main b', `error "go run example.com/a@main" ${newest}`],
    [
      'cargo build',
      'error "cargo build" without --locked changes Cargo.lock where it does not fit Cargo.toml',
    ],
    [
      'cargo +nightly test -- --locked',
      'error "cargo test" without --locked changes Cargo.lock where it does not fit Cargo.toml',
    ],
    [
      'cargo install a',
      'error "cargo install" without --locked changes Cargo.lock where it does not fit Cargo.toml',
    ],
  ])('%s', (command, expected) => {
    expect(verdict(command)).toBe(expected);
  });

  it('may be one that refuses by itself to change a lock', () => {
    const frozen: FrozenByThemselves = new Set(['pnpm', 'yarn']);
    expect(['pnpm i', 'yarn', 'yarn install'].map((command) => verdict(command, frozen))).toEqual(
      Array(3).fill('holds'),
    );
    expect(verdict('yarn install --no-immutable', frozen)).toMatch(/^error "yarn install"/);
  });
});
