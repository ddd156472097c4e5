import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** The build makes the script of client/; it is needed too where this module is run from its source. */
const built = join(__dirname, '..', '..', '..', 'dist', 'report', 'page');

/** In this order: later rules win. */
const styles = [
  'colours',
  'marks',
  'base',
  'summary',
  'toolbar',
  'matrix',
  'findings',
  'figures',
  'contexts',
  'deployment',
  'history',
  'drawer',
  'widths',
  'preferences',
  'print',
];

/** The script and the style that a page carries in itself. */
export function pageAssets(): PageAssets {
  return {
    script: readFileSync(join(built, 'page-script.js'), 'utf8'),
    style: styles.map((name) => readFileSync(join(__dirname, 'style', `${name}.css`), 'utf8')).join('\n'),
  };
}
