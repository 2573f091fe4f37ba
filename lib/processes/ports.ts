/** Ports on loopback: who listens, which are free, and which the system gives away by itself. */
import { connect } from "node:net";
import { TindahanError } from "../../orders/errors.ts";

/** How long a busy machine may take to accept a connection. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Whether nothing holds a port of 127.0.0.1: neither a listener nor a connection. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

/**
 * Whether a program listens on a port of 127.0.0.1.
 *
 * Where nobody listens, the system may give the caller that very port to connect from. The connection then leads to
 * itself, echoes what it is sent, and would keep a server from the port for a minute after its end.
 *
 * @param from port to connect from; by default the system chooses one
 */
export function listens(port: number, from?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const host = "127.0.0.1";
    const own = from === undefined ? {} : { localPort: from, localAddress: host };
    const socket = connect({ host, port, ...own });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => end(false));
    socket.on("error", () => end(false));
    socket.on("connect", () => {
      if (socket.localPort !== port) return end(true);
      // A reset leaves nothing that holds the port.
      socket.on("close", () => resolve(false));
      socket.resetAndDestroy();
    });
  });
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** IANA's range, which systems without a setting of their own use, down to where Linux begins. */
const USUAL_EPHEMERAL_PORTS: PortRange = { first: 32_768, last: 65_535 };

/** The ports that the system gives to outgoing connections. Read by the shell: Deno guards /proc. */
export async function ephemeralPorts(): Promise<PortRange> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", "cat /proc/sys/net/ipv4/ip_local_port_range"],
    stdin: "null",
    stderr: "null",
  }).output();
  return parsePortRange(new TextDecoder().decode(stdout)) ?? USUAL_EPHEMERAL_PORTS;
}

/** Reads `32768 60999`. */
export function parsePortRange(text: string): PortRange | undefined {
  const [first, last] = text.trim().split(/\s+/).map(Number);
  return first !== undefined && last !== undefined && first > 0 && last >= first
    ? { first, last }
    : undefined;
}

/** The project's ports are ten in a row. */
const RANGE_SIZE = 10;
const USUAL_BASE = 29_090;
const LOWEST_BASE = 1030;

/**
 * The first of ten ports that are all free, and that the system gives to nobody: the usual ones and those above
 * them, then those below.
 *
 * @param below the first port that cannot be used
 */
export function freePortRange(
  below: number,
  isFreePort: (port: number) => boolean = isFree,
): number | undefined {
  const highest = Math.floor((below - RANGE_SIZE) / RANGE_SIZE) * RANGE_SIZE;
  const bases: number[] = [];
  for (let base = USUAL_BASE; base <= highest; base += RANGE_SIZE) bases.push(base);
  for (let base = Math.min(USUAL_BASE - RANGE_SIZE, highest); base >= LOWEST_BASE; base -= RANGE_SIZE) {
    bases.push(base);
  }
  return bases.find((base) =>
    Array.from({ length: RANGE_SIZE }, (_, index) => base + index).every(isFreePort)
  );
}

/** The error of a port that something else holds, with ports that are free. @param title of the server that needs it */
export async function portBusy(title: string, port: number): Promise<TindahanError> {
  const base = freePortRange((await ephemeralPorts()).first);
  const who = await listens(port) ? "another program listens there" : "another connection holds it";
  return new TindahanError(
    "PORT_BUSY",
    `${title} needs port ${port}, and ${who}`,
    `end that program, or move all ports of the stack: TINDAHAN_PORT=${base ?? "…"}`,
  );
}

/**
 * A warning about ports that the system may give to any outgoing connection at any moment, or `undefined`.
 *
 * @param base first of the project's ports
 */
export async function ephemeralPortWarning(base: number): Promise<string | undefined> {
  const { first, last } = await ephemeralPorts();
  if (base + RANGE_SIZE <= first || base > last) return undefined;
  const free = freePortRange(first);
  return `TINDAHAN_PORT=${base}: the system gives ports from ${first} to ${last} to outgoing connections, so a server ` +
    `may find its port taken${free === undefined ? "" : `; TINDAHAN_PORT=${free} is free of that`}`;
}
