# Kafka Connect with Debezium's JDBC sink, which comes with PostgreSQL's driver, and Confluent's Avro converter.
FROM confluentinc/cp-kafka-connect:7.6.0 AS confluent

# Debezium 3 wants Java 17; Confluent's own image of 7.6 has 11.
FROM quay.io/debezium/connect:3.5.0.Final
# A folder below the plugin path is a plugin with a class loader of its own.
COPY --from=confluent --chown=kafka:kafka /usr/share/java/kafka-serde-tools /kafka/connect/confluent-converters
