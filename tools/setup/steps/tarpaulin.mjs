import { ask, run } from '../program.mjs';

const version = '0.37.5';
const args = ['install', 'cargo-tarpaulin', '--version', version, '--locked'];
const command = `cargo ${args.join(' ')}`;

/** The tool that measures the coverage of Rust code. One that is there already is kept, whatever its version. */
export const tarpaulin = {
  title: 'cargo-tarpaulin',

  ensure({ root, say }) {
    if (ask('cargo', ['tarpaulin', '--version'], { cwd: root }) !== undefined) return { kind: 'present' };
    if (ask('cargo', ['--version'], { cwd: root }) === undefined) return { kind: 'missing', remedy: command };
    say(`running: ${command}   (it is compiled here, which takes some minutes)`);
    return run('cargo', args, { cwd: root }) ? { kind: 'installed' } : { kind: 'missing', remedy: command };
  },
};
