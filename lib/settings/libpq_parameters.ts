/** Every connection parameter that libpq knows, the variable that stands for it, and what this project does with it. */

/** A parameter that changes which server is reached, or as whom, or how it is secured, and what becomes of it. */
interface Parameter {
  /** The environment variable of the same meaning. */
  readonly variable?: string;
  /**
   * `follow`: as libpq does. `ignore`: tuning, or what every connection sets by itself. A list: values that change
   * nothing here; any other value cannot be followed and is refused.
   */
  readonly use: "follow" | "ignore" | readonly string[];
}

const REFUSED: readonly string[] = [];

export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  host: { variable: "PGHOST", use: "follow" },
  hostaddr: { variable: "PGHOSTADDR", use: "follow" },
  port: { variable: "PGPORT", use: "follow" },
  dbname: { variable: "PGDATABASE", use: "follow" },
  user: { variable: "PGUSER", use: "follow" },
  password: { variable: "PGPASSWORD", use: "follow" },
  passfile: { variable: "PGPASSFILE", use: "follow" },
  options: { variable: "PGOPTIONS", use: "follow" },
  sslmode: { variable: "PGSSLMODE", use: "follow" },
  sslrootcert: { variable: "PGSSLROOTCERT", use: "follow" },
  sslcert: { variable: "PGSSLCERT", use: "follow" },
  sslkey: { variable: "PGSSLKEY", use: "follow" },

  sslnegotiation: { variable: "PGSSLNEGOTIATION", use: ["postgres"] },
  channel_binding: { variable: "PGCHANNELBINDING", use: ["disable", "prefer"] },
  require_auth: { variable: "PGREQUIREAUTH", use: REFUSED },
  requirepeer: { variable: "PGREQUIREPEER", use: REFUSED },
  requiressl: { variable: "PGREQUIRESSL", use: ["0"] },
  service: { variable: "PGSERVICE", use: REFUSED },
  servicefile: { variable: "PGSERVICEFILE", use: "ignore" },
  sslcertmode: { variable: "PGSSLCERTMODE", use: ["allow"] },
  sslcrl: { variable: "PGSSLCRL", use: REFUSED },
  sslcrldir: { variable: "PGSSLCRLDIR", use: REFUSED },
  sslpassword: { use: REFUSED },
  ssl_min_protocol_version: { variable: "PGSSLMINPROTOCOLVERSION", use: ["TLSv1", "TLSv1.1", "TLSv1.2"] },
  ssl_max_protocol_version: { variable: "PGSSLMAXPROTOCOLVERSION", use: ["TLSv1.3"] },
  gssencmode: { variable: "PGGSSENCMODE", use: ["disable", "prefer"] },
  replication: { use: ["false", "off", "no", "0"] },
  target_session_attrs: {
    variable: "PGTARGETSESSIONATTRS",
    // There is one server, and a server that does not take writes is told of by the first write.
    use: ["any", "read-write", "primary", "prefer-standby"],
  },

  application_name: { variable: "PGAPPNAME", use: "ignore" },
  fallback_application_name: { use: "ignore" },
  client_encoding: { variable: "PGCLIENTENCODING", use: "ignore" },
  connect_timeout: { variable: "PGCONNECT_TIMEOUT", use: "ignore" },
  keepalives: { use: "ignore" },
  keepalives_idle: { use: "ignore" },
  keepalives_interval: { use: "ignore" },
  keepalives_count: { use: "ignore" },
  tcp_user_timeout: { use: "ignore" },
  load_balance_hosts: { variable: "PGLOADBALANCEHOSTS", use: "ignore" },
  sslcompression: { variable: "PGSSLCOMPRESSION", use: "ignore" },
  sslsni: { variable: "PGSSLSNI", use: "ignore" },
  krbsrvname: { variable: "PGKRBSRVNAME", use: "ignore" },
  gsslib: { variable: "PGGSSLIB", use: "ignore" },
  gssdelegation: { variable: "PGGSSDELEGATION", use: "ignore" },
  min_protocol_version: { variable: "PGMINPROTOCOLVERSION", use: "ignore" },
  max_protocol_version: { variable: "PGMAXPROTOCOLVERSION", use: "ignore" },
  // pg's own word for "sslmode means what it means to libpq", which holds here always.
  uselibpqcompat: { use: "ignore" },
};

export const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type SslMode = typeof SSL_MODES[number];

/** What somebody said of a server: libpq's names and their values, none of them empty. */
export type Given = Readonly<Record<string, string>>;
