import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commandToInstall } from '../debian.mjs';
import { ask, run } from '../program.mjs';
import { isAtLeast, versionIn } from '../version.mjs';

const toolchainFile = 'rust-toolchain.toml';
const linkerPackages = ['gcc', 'libc6-dev'];

/** The Rust toolchain of rust-toolchain.toml, and the linker it needs. */
export const rust = {
  title: 'Rust',

  ensure({ root, say, debian }) {
    const wanted = toolchainIn(readFileSync(join(root, toolchainFile), 'utf8'));
    const toolchain = ensureToolchain(wanted, root, say);
    if (toolchain.kind === 'missing') return toolchain;
    if (hasLinker()) return toolchain;
    return debian.install(linkerPackages) && hasLinker()
      ? { kind: 'installed' }
      : { kind: 'missing', remedy: commandToInstall(linkerPackages) };
  },
};

function ensureToolchain(wanted, root, say) {
  const rustup = ask('rustup', ['--version']) !== undefined;
  const { channel, components } = wanted;
  switch (decide(wanted, { rustup, ...installedToolchain(root) })) {
    case 'present':
      return { kind: 'present' };
    case 'add-toolchain': {
      const chosen = components.flatMap((component) => ['--component', component]);
      const args = ['toolchain', 'install', channel, '--profile', 'minimal', ...chosen];
      const command = `rustup ${args.join(' ')}`;
      say(`running: ${command}`);
      return run('rustup', args) ? { kind: 'installed' } : { kind: 'missing', remedy: command };
    }
    case 'install-rustup':
      return { kind: 'missing', remedy: remedy(channel) };
  }
}

/**
 * The channel and the components that a rust-toolchain.toml names.
 *
 * @param {string} text
 * @returns {{ channel: string, components: string[] }}
 */
export function toolchainIn(text) {
  const list = /^components\s*=\s*\[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  return {
    channel: /^channel\s*=\s*"([^"]+)"/m.exec(text)?.[1] ?? 'stable',
    components: [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
  };
}

/**
 * What to do about the toolchain. Without rustup nothing heeds rust-toolchain.toml, so a later version will do.
 *
 * @param {{ channel: string, components: readonly string[] }} wanted
 * @param {{ rustup: boolean, version?: readonly number[], components?: readonly string[] }} found what answers in
 *   the workspace, where rustup heeds rust-toolchain.toml.
 * @returns {'present' | 'add-toolchain' | 'install-rustup'}
 */
export function decide(wanted, found) {
  const required = versionIn(wanted.channel);
  const isRight = found.version !== undefined && (!required || isAtLeast(found.version, required));
  const isComplete = wanted.components.every((name) => found.components?.includes(name));
  if (isRight && isComplete) return 'present';
  return found.rustup ? 'add-toolchain' : 'install-rustup';
}

const componentPrograms = { clippy: 'cargo-clippy', rustfmt: 'cargo-fmt' };

function installedToolchain(root) {
  // rustup would fetch a missing toolchain here, unannounced.
  const options = { cwd: root, env: { ...process.env, RUSTUP_AUTO_INSTALL: '0' } };
  const version = versionIn(ask('rustc', ['--version'], options));
  const programs = join(ask('rustc', ['--print', 'sysroot'], options) ?? '', 'bin');
  const components = Object.entries(componentPrograms)
    .filter(([, program]) => existsSync(join(programs, program)))
    .map(([component]) => component);
  return { version, components };
}

function hasLinker() {
  return ask('cc', ['--version']) !== undefined;
}

function remedy(channel) {
  if (existsSync(join(homedir(), '.cargo/bin/rustup'))) return '. "$HOME/.cargo/env"';
  return `curl -fsSL https://sh.rustup.rs | sh -s -- --default-toolchain ${channel} && . "$HOME/.cargo/env"`;
}
