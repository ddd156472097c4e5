import { join } from 'node:path';
import { counter, find, keep, project, run } from '../fixture.mjs';

export function makeSimplecov() {
  for (const { kind, env } of [
    { kind: 'lines', env: {} },
    { kind: 'branches', env: { BRANCHES: 'yes' } },
  ]) {
    const root = project('ruby', `ruby-${kind}`);
    const version = run(root, 'ruby', ['-rsimplecov', '-e', 'puts SimpleCov::VERSION']).trim();
    const said = run(root, 'ruby', ['test/exercise.rb'], env);
    const [, covered, total, printed] = find(said, /(\d+) \/ (\d+) LOC \((\S+%)\) covered/);
    const metrics = { lines: counter(covered, total) };
    if (kind === 'branches') {
      const branches = run(root, 'ruby', ['-rjson', '-e', BRANCHES, 'coverage/.resultset.json'])
        .trim()
        .split(' ');
      metrics.branches = counter(...branches);
    }
    keep(`simplecov/${kind}`, root, join(root, 'coverage/.resultset.json'), {
      tool: `SimpleCov ${version}`,
      format: 'simplecov',
      headline: 'lines',
      printed,
      metrics,
    });
  }
}

/** SimpleCov 0.22 prints no branch total without a minimum: its own resultset, counted in Ruby. */
const BRANCHES = `
files = JSON.parse(File.read(ARGV[0])).values.map { |command| command['coverage'].values }.flatten
arms = files.flat_map { |file| file['branches'].values.flat_map(&:values) }
puts "#{arms.count(&:positive?)} #{arms.size}"`;
