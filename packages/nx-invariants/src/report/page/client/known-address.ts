/** An address that may be a link: of the web, and nothing that runs or opens something else. */
export function knownAddress(address: string | undefined): string | undefined {
  return address !== undefined && /^https?:\/\/[^\s]+$/i.test(address) ? address : undefined;
}
