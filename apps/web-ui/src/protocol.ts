/** The messages between this page and web-pty-server: text frames of JSON. */

export type ClientMessage =
  | { type: 'input'; data: string }
  | { type: 'resize'; cols: number; rows: number }
  | { type: 'ping' };

export type ServerMessage =
  | { type: 'output'; data: string }
  | { type: 'exit'; code: number }
  | { type: 'error'; message: string }
  | { type: 'pong' };

export type Decoded = { ok: true; message: ServerMessage } | { ok: false; reason: string };

/** Longest frame accepted from the server, in UTF-16 code units. */
export const FRAME_LIMIT = 1024 * 1024;

/** Longest `data` of one input message, in UTF-16 code units; a longer paste takes several. */
export const INPUT_LIMIT = 4096;

export function encode(message: ClientMessage): string {
  return JSON.stringify(message);
}

/** Cuts typed or pasted text into input messages, never inside a surrogate pair. */
export function inputMessages(text: string): ClientMessage[] {
  const messages: ClientMessage[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + INPUT_LIMIT, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    messages.push({ type: 'input', data: text.slice(start, end) });
    start = end;
  }
  return messages;
}

function isHighSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xd800 && codeUnit <= 0xdbff;
}

/** Reads one frame from the server. Fields the protocol does not know are dropped. */
export function decode(frame: unknown): Decoded {
  if (typeof frame !== 'string') return refused('a frame that is not text');
  if (frame.length > FRAME_LIMIT) return refused(`a frame longer than ${FRAME_LIMIT} characters`);
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return refused('a frame that is not JSON');
  }
  if (typeof value !== 'object' || value === null) return refused('a frame that is not an object');
  return decodeObject(value as Record<string, unknown>);
}

function decodeObject({ type, data, code, message }: Record<string, unknown>): Decoded {
  switch (type) {
    case 'output':
      return typeof data === 'string' ? accepted({ type, data }) : refused('output without text');
    case 'exit':
      return Number.isInteger(code)
        ? accepted({ type, code: code as number })
        : refused('an exit without a code');
    case 'error':
      return typeof message === 'string'
        ? accepted({ type, message })
        : refused('an error without a message');
    case 'pong':
      return accepted({ type });
    default:
      return refused('a message of unknown type');
  }
}

function accepted(message: ServerMessage): Decoded {
  return { ok: true, message };
}

function refused(reason: string): Decoded {
  return { ok: false, reason: `The server sent ${reason}.` };
}
