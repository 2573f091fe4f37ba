/** Sees to it that nobody else listens where a server is about to. */
import { TindahanError } from "../orders/errors.ts";
import { isFree } from "../lib/processes/ports.ts";
import { type Ports, portsOfServer, type ServerName, TITLES } from "./servers.ts";

/** @throws PORT_BUSY that names the server, the port and the way out */
export function requireFreePorts(servers: Iterable<ServerName>, ports: Ports): void {
  for (const server of servers) {
    for (const port of portsOfServer(server, ports)) {
      if (isFree(port)) continue;
      throw new TindahanError(
        "PORT_BUSY",
        `${TITLES[server]} needs port ${port}, and another program listens there`,
        `end that program, or move all ports of the stack: TINDAHAN_PORT=${elsewhere(ports.kafka)}`,
      );
    }
  }
}

/** Ten ports further, or back from the end of the range. */
function elsewhere(base: number): number {
  return base + 10 <= 65_526 ? base + 10 : base - 10;
}
