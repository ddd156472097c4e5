export function findChromium(path?: string): string | undefined;
export function chromium(): string;
