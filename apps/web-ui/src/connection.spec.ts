import { describe, expect, it } from 'vitest';
import { type Connection, type ConnectionEvent, describe as inWords, transition } from './connection';

const connecting: Connection = { kind: 'connecting' };
const open: Connection = { kind: 'open' };
const exited: Connection = { kind: 'exited', code: 3 };
const lost: Connection = { kind: 'lost', reason: 'Gone.' };

const opened: ConnectionEvent = { kind: 'opened' };
const exit: ConnectionEvent = { kind: 'exited', code: 3 };
const closed: ConnectionEvent = { kind: 'closed', reason: '' };
const closedWithReason: ConnectionEvent = { kind: 'closed', reason: 'Gone.' };
const refused: ConnectionEvent = { kind: 'refused', reason: 'Gone.' };
const reconnect: ConnectionEvent = { kind: 'reconnect' };

const unreachable: Connection = { kind: 'lost', reason: 'The terminal server cannot be reached.' };
const dropped: Connection = { kind: 'lost', reason: 'The connection was lost.' };

describe('transition', () => {
  const table: [Connection, [ConnectionEvent, Connection][]][] = [
    [
      connecting,
      [
        [opened, open],
        [exit, connecting],
        [closed, unreachable],
        [closedWithReason, lost],
        [refused, connecting],
        [reconnect, connecting],
      ],
    ],
    [
      open,
      [
        [opened, open],
        [exit, exited],
        [closed, dropped],
        [closedWithReason, lost],
        [refused, lost],
        [reconnect, open],
      ],
    ],
    [
      exited,
      [
        [opened, exited],
        [exit, exited],
        [closed, exited],
        [closedWithReason, exited],
        [refused, exited],
        [reconnect, connecting],
      ],
    ],
    [
      lost,
      [
        [opened, lost],
        [exit, lost],
        [closed, lost],
        [closedWithReason, lost],
        [refused, lost],
        [reconnect, connecting],
      ],
    ],
  ];

  it.each(table.flatMap(([from, row]) => row.map(([event, to]) => [from, event, to] as const)))(
    '%j, %j: %j',
    (from, event, to) => {
      const next = transition(from, event);
      expect(next).toEqual(to);
      expect(next === from).toBe(from === to);
    },
  );
});

describe('describe', () => {
  it.each([
    [connecting, 'Connecting…'],
    [open, 'Connected'],
    [exited, 'The program ended with code 3. Press Enter to start it again.'],
    [lost, 'Gone. Press Enter to connect again.'],
  ])('%j', (connection, line) => {
    expect(inWords(connection)).toBe(line);
  });
});
