/** Sees to it that nobody else listens where a server is about to. */
import { isFree, portBusy } from "../lib/processes/ports.ts";
import { type Ports, portsOfServer, type ServerName, TITLES } from "./servers.ts";

/** @throws PORT_BUSY that names the server, the port and ports that are free */
export async function requireFreePorts(servers: Iterable<ServerName>, ports: Ports): Promise<void> {
  for (const server of servers) {
    for (const port of portsOfServer(server, ports)) {
      if (!isFree(port)) throw await portBusy(TITLES[server], port);
    }
  }
}
