import { html, type Markup } from './html';
import type { Mark } from './mark';

export interface Segment {
  readonly mark: Mark;
  readonly count: number;
}

const width = 1000;
const gap = 3;
/** So that one of many is still seen. */
const least = 6;

/** Counts as one bar, for the eye: the figures stand beside it as text. */
export function segmentBar(segments: readonly Segment[]): Markup {
  const seen = segments.filter(({ count }) => count > 0);
  const total = seen.reduce((sum, { count }) => sum + count, 0);
  const free = width - gap * Math.max(0, seen.length - 1) - least * seen.length;
  let x = 0;
  const rects = seen.map(({ mark, count }) => {
    const share = least + (free * count) / total;
    const rect = html`<rect class="${mark}" x="${x.toFixed(1)}" width="${share.toFixed(1)}" height="10"/>`;
    x += share + gap;
    return rect;
  });
  return html`<svg class="segments" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}
