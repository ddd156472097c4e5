import type { FloorRow } from '../../checks/coverage/details';
import { xmlAttributes, xmlText } from '../formats/xml-text';
import { ownFloor, type ProjectCoverage } from './coverage-status';

/** What a badge says. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: BadgeColor;
}

export type BadgeColor = 'green' | 'yellow' | 'red' | 'lightgrey';

const label = 'coverage';

/** The badge of a project: its coverage in the colour of its verdict, or that it is unknown. */
export function coverageBadge(project: ProjectCoverage): Badge {
  const floor = ownFloor(project);
  return floor === undefined ? unheldBadge('unknown') : floorBadge(floor.verdict, floor.percent ?? '');
}

/** The badge of what no floor holds. */
export function unheldBadge(message: string): Badge {
  return { label, message, color: 'lightgrey' };
}

/** The badge of a share that is held to a floor. */
export function floorBadge(verdict: FloorRow['verdict'], percent: string): Badge {
  switch (verdict) {
    case 'pass':
      return { label, message: percent, color: 'green' };
    case 'warn':
      return { label, message: percent, color: 'yellow' };
    case 'fail':
      return { label, message: percent, color: 'red' };
    case 'no-data':
    case 'not-measured':
    case 'no-match':
      return { label, message: 'no data', color: 'red' };
  }
}

/** A badge for the endpoint badges of shields.io (https://shields.io/badges/endpoint-badge). */
export function endpointJson({ label, message, color }: Badge): string {
  return `${JSON.stringify({ schemaVersion: 1, label, message, color })}\n`;
}

/** Contrast with white text is at least 4.5:1 (WCAG 2.2, 1.4.3). */
const fills: Record<BadgeColor, string> = {
  green: '#1a7f37',
  yellow: '#8a6100',
  red: '#cf222e',
  lightgrey: '#57606a',
};
const characterWidth = 7;
const padding = 12;

/** A badge as an SVG of its own: no font, script or address from elsewhere. */
export function badgeSvg({ label, message, color }: Badge): string {
  const left = label.length * characterWidth + padding;
  const right = message.length * characterWidth + padding;
  const width = left + right;
  const title = `${label}: ${message}`;
  const text = (middle: number, said: string) =>
    `  <text${xmlAttributes({ x: middle, y: 14, 'text-anchor': 'middle' })}>${xmlText(said)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${xmlAttributes({ width, height: 20, role: 'img', 'aria-label': title })}>`,
    `  <title>${xmlText(title)}</title>`,
    `  <rect${xmlAttributes({ width, height: 20, rx: 3, fill: '#444c56' })}/>`,
    `  <path${xmlAttributes({ d: `M${left} 0h${right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${left}z`, fill: fills[color] })}/>`,
    '  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    text(left / 2, label),
    text(left + right / 2, message),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}
