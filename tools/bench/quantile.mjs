/** The value below which a share of the values lies, by rank. */
export function quantile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The middle value, by rank; of an even number of values the upper one. */
export function median(values) {
  return quantile(values, 0.5);
}
