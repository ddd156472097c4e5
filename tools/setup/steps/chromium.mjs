import { findChromium } from '../../browser/chromium.mjs';
import { commandToInstall } from '../debian.mjs';
import { ask } from '../program.mjs';

/** The browser in which the report's page is tested, and the fonts that its screenshots are made with. */
export const chromium = {
  title: 'Chromium and its fonts',

  ensure({ debian }) {
    const names = missingPackages(look());
    if (names.length === 0) return { kind: 'present' };
    return debian.install(names) && missingPackages(look()).length === 0
      ? { kind: 'installed' }
      : { kind: 'missing', remedy: commandToInstall(names) };
  },
};

function look() {
  return { program: findChromium(), font: ask('fc-match', ['--format', '%{family}', 'Liberation Sans']) };
}

/**
 * The Debian packages of what is not there.
 *
 * @param {{ program: string | undefined, font: string | undefined }} found
 *   the browser, and the family that is taken for Liberation Sans; undefined where nothing tells.
 */
export function missingPackages({ program, font }) {
  return [
    ...(program === undefined ? ['chromium'] : []),
    ...(font === undefined ? ['fontconfig'] : []),
    ...(font === 'Liberation Sans' ? [] : ['fonts-liberation']),
  ];
}
