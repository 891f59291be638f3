/** Ports: the usual ones where they are free, any free ones where not. */

import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/** Everything listens here and nowhere else: no other machine can reach a suite. */
export const HOST = '127.0.0.1';

/** What needs a port, with the port that people and guides expect it at. */
export const USUAL_PORTS = {
  hosting: 5000,
  functions: 5001,
  firestore: 8080,
  firestoreWebsocket: 9150,
  auth: 9099,
  storage: 9199,
  eventarc: 9299,
  tasks: 9499,
  hub: 4400,
  ui: 4000,
  logging: 4500,
} as const;

export type Service = keyof typeof USUAL_PORTS;
export type Ports = Readonly<Record<Service, number>>;

/** What choosing asks of the network; a test gives it one made up. */
export interface PortProbe {
  isFree(port: number): Promise<boolean>;
  /** A port that nobody uses and that is unlikely to be given to anybody else soon. */
  anyFree(): Promise<number>;
}

/**
 * Where free ports are looked for: below those that systems give to outgoing connections (from 32768 on Linux, from 49152
 * elsewhere). Of those, one can be gone in the seconds that an emulator takes to start.
 */
const FREE_PORTS = { from: 15_000, below: 32_000 } as const;
const TRIES = 100;

/**
 * @param preferUsual false for suites of tests, which leave the usual ports to people
 * @returns distinct ports that were free a moment ago; somebody may still take one before it is listened on
 */
export async function choosePorts(preferUsual: boolean, probe: PortProbe = network): Promise<Ports> {
  const taken = new Set<number>();
  const chosen: Partial<Record<Service, number>> = {};
  for (const [service, usual] of Object.entries(USUAL_PORTS) as [Service, number][]) {
    let port = preferUsual && (await probe.isFree(usual)) ? usual : await probe.anyFree();
    while (taken.has(port)) port = await probe.anyFree();
    taken.add(port);
    chosen[service] = port;
  }
  return chosen as Ports;
}

/** Whether nobody listens on a port of this host. */
export async function isPortFree(port: number): Promise<boolean> {
  // macOS lets one bind 127.0.0.1:5000 while another listens on every address: ask before trying to bind.
  return !(await answers(port)) && (await canListen(port));
}

const network: PortProbe = {
  isFree: isPortFree,
  anyFree: async () => {
    for (let tries = 0; tries < TRIES; tries++) {
      const port = randomInt(FREE_PORTS.from, FREE_PORTS.below);
      if (await isPortFree(port)) return port;
    }
    throw new Error(`The system has no free port between ${FREE_PORTS.from} and ${FREE_PORTS.below}.`);
  },
};

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: HOST, port }, () => server.close(() => resolve(true)));
  });
}
