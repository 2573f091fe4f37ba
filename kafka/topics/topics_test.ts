import assert from "node:assert/strict";
import type { KafkaClient } from "../client/kafka_client.ts";
import { kafkaError } from "../../tests/puppet_kafka.ts";
import { ALL_TOPICS, deleteTopics, ensureTopics } from "./topics.ts";

const answer = (type: string) => kafkaError("KafkaJSProtocolError", { type });

/** A cluster in name only. @param refusals what it answers first to each question, one after the other */
function cluster(refusals: Readonly<Record<string, Error[]>>, leader = 1) {
  let topics: string[] = [];
  const asked: string[] = [];
  const ask = <Result>(question: string, result: () => Result): Promise<Result> => {
    asked.push(question);
    const refusal = refusals[question]?.shift();
    return refusal === undefined ? Promise.resolve(result()) : Promise.reject(refusal);
  };
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    listTopics: () => ask("list", () => topics),
    createTopics: (wanted: { topics: { topic: string }[] }) =>
      ask("create", () => {
        topics = wanted.topics.map(({ topic }) => topic);
      }),
    deleteTopics: () => ask("delete", () => {}),
    fetchTopicMetadata: () => ask("leaders", () => ({ topics: [{ partitions: [{ leader }] }] })),
    fetchTopicOffsets: () => ask("ends", () => []),
  };
  return { kafka: { admin: () => admin } as unknown as KafkaClient, asked, topics: () => topics };
}

Deno.test("ensureTopics() waits for brokers that are still starting", async () => {
  const refused = new AggregateError([answer("INVALID_REPLICATION_FACTOR")]);
  const { kafka, topics } = cluster({
    list: [answer("NOT_CONTROLLER")],
    create: [refused],
    leaders: [answer("LEADER_NOT_AVAILABLE")],
    ends: [answer("NOT_LEADER_FOR_PARTITION"), answer("UNKNOWN_TOPIC_OR_PARTITION")],
  });
  await ensureTopics(kafka);
  assert.deepEqual(topics(), ALL_TOPICS);
});

Deno.test("ensureTopics() ends with an answer that waiting does not change", async () => {
  const { kafka, asked } = cluster({ create: [answer("TOPIC_AUTHORIZATION_FAILED")] });
  await assert.rejects(ensureTopics(kafka), { type: "TOPIC_AUTHORIZATION_FAILED" });
  assert.deepEqual(asked, ["list", "create"]);
});

Deno.test("Ctrl-C ends the wait for leaders", async () => {
  const stop = new AbortController();
  const { kafka } = cluster({}, -1);
  const ended = ensureTopics(kafka, stop.signal);
  stop.abort(new Error("Ctrl-C"));
  await assert.rejects(ended, /Ctrl-C/);
});

Deno.test("Ctrl-C ends the wait for topics that the cluster keeps", async () => {
  const stop = new AbortController();
  const { kafka } = cluster({});
  await ensureTopics(kafka);
  const ended = deleteTopics(kafka, stop.signal);
  stop.abort(new Error("Ctrl-C"));
  await assert.rejects(ended, /Ctrl-C/);
});
