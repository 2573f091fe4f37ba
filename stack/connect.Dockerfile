# Kafka Connect with Confluent's Avro converter on its class path. 8.1 is Kafka 4.1, which Debezium 3.5 is built on, and
# brings the Java 17 that Debezium wants; Confluent's 7.6 has 11.
FROM confluentinc/cp-kafka-connect:8.1.1
# The JDBC sink with all it needs, PostgreSQL's driver included: a folder here is a plugin with a class loader of its own.
COPY --from=quay.io/debezium/connect:3.5.0.Final --chown=appuser \
    /kafka/connect/debezium-connector-jdbc /usr/share/confluent-hub-components/debezium-connector-jdbc
