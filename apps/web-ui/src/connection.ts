/** Where the connection to web-pty-server stands. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** The program in the terminal ended with this code. */
  | { kind: 'exited'; code: number }
  | { kind: 'lost'; reason: string };

export type ConnectionEvent =
  | { kind: 'opened' }
  | { kind: 'exited'; code: number }
  /** The socket closed; `reason` is the server's, often empty. */
  | { kind: 'closed'; reason: string }
  /** The server broke the protocol. */
  | { kind: 'refused'; reason: string }
  | { kind: 'reconnect' };

/** The next state. An event that means nothing in a state leaves it as it is: the same object. */
export function transition(connection: Connection, event: ConnectionEvent): Connection {
  switch (connection.kind) {
    case 'connecting':
      if (event.kind === 'opened') return { kind: 'open' };
      if (event.kind === 'closed')
        return { kind: 'lost', reason: event.reason || 'The terminal server cannot be reached.' };
      return connection;
    case 'open':
      if (event.kind === 'exited') return event;
      if (event.kind === 'closed')
        return { kind: 'lost', reason: event.reason || 'The connection was lost.' };
      if (event.kind === 'refused') return { kind: 'lost', reason: event.reason };
      return connection;
    case 'exited':
    case 'lost':
      return event.kind === 'reconnect' ? { kind: 'connecting' } : connection;
  }
}

/** One line for the user: where the connection stands and what to do about it. */
export function describe(connection: Connection): string {
  switch (connection.kind) {
    case 'connecting':
      return 'Connecting…';
    case 'open':
      return 'Connected';
    case 'exited':
      return `The program ended with code ${connection.code}. Press Enter to start it again.`;
    case 'lost':
      return `${connection.reason} Press Enter to connect again.`;
  }
}
