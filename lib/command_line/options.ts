/** The options that several tasks share. */
import { Option } from "commander";
import { wholeNumber } from "./values.ts";

/** More members of a consumer group than its topics have partitions are idle; no topic of ours comes near this. */
const MOST_INSTANCES = 64;

/** The option of every task that talks to Kafka. */
export function configOption(): Option {
  return new Option(
    "--config <file>",
    "client.properties file with Kafka and schema registry, as Confluent Cloud provides it",
  );
}

/** How many members of a consumer group a task runs. @param description which group */
export function instancesOption(description = "members of the consumer group"): Option {
  return new Option("--instances <number>", description).argParser(wholeNumber(1, MOST_INSTANCES)).default(1);
}
