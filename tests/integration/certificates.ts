/** Certificates for servers of a test's own, made by openssl. */

export interface Certificates {
  /** The authority's own certificate, for clients. */
  readonly ca: string;
  /** An authority that signed nothing here. */
  readonly strangersCa: string;
  readonly good: Certificate;
  /** Signed by the same authority, its time over. */
  readonly expired: Certificate;
}

/** Paths of PEM files. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
  /** Key and certificate in one, as a Java keystore of type PEM. */
  readonly both: string;
}

/** Makes an authority, a stranger, and two certificates for 127.0.0.1 and localhost. @param folder exists, and is empty */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const ca = await authority(folder, "ca");
  const strangersCa = await authority(folder, "stranger");
  return {
    ca,
    strangersCa,
    good: await certificate(folder, "good", "365"),
    expired: await certificate(folder, "expired", "-1"),
  };
}

async function authority(folder: string, name: string): Promise<string> {
  const file = `${folder}/${name}.pem`;
  await openssl(
    ...[
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-noenc",
      "-days",
      "365",
      "-subj",
      `/CN=Tindahan test ${name}`,
    ],
    ...["-addext", "keyUsage=critical,keyCertSign", "-keyout", `${folder}/${name}.key`, "-out", file],
  );
  return file;
}

async function certificate(folder: string, name: string, days: string): Promise<Certificate> {
  const path = (kind: string) => `${folder}/${name}.${kind}`;
  await Deno.writeTextFile(
    path("ext"),
    "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
  );
  await openssl(
    ...["req", "-new", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=localhost"],
    ...["-keyout", path("key"), "-out", path("csr")],
  );
  await openssl(
    ...["x509", "-req", "-in", path("csr"), "-CA", `${folder}/ca.pem`, "-CAkey", `${folder}/ca.key`],
    ...["-CAcreateserial", "-days", days, "-extfile", path("ext"), "-out", path("pem")],
  );
  const both = path("both.pem");
  await Deno.writeTextFile(
    both,
    await Deno.readTextFile(path("key")) + await Deno.readTextFile(path("pem")),
  );
  return { key: path("key"), certificate: path("pem"), both };
}

async function openssl(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args, stdin: "null" }).output();
  if (!success) throw new Error(`openssl ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
