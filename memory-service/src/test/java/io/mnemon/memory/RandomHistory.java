package io.mnemon.memory;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Adds, changes and deletes at random, in several layers; the seed stands for all of it. */
final class RandomHistory {
  private static final long A_YEAR = 31_557_600;
  private static final List<String> KINDS =
      List.of("fact", "preference", "procedure", "note", "observation");
  private static final List<String> SENSITIVITIES =
      List.of("public", "internal", "private", "secret");

  private final Client client;
  private final UUID project;
  private final Random random;
  private final List<String> living = new ArrayList<>();
  private int number;

  RandomHistory(Client client, UUID project, long seed) {
    this.client = client;
    this.project = project;
    this.random = new Random(seed);
  }

  /** Does so many things one after the other. */
  void make(int steps) {
    for (int i = 0; i < steps; i++) {
      int dice = random.nextInt(10);
      if (living.isEmpty() || dice < 5) {
        living.add(client.add(memory()).getId());
      } else if (dice < 9) {
        update(living.get(random.nextInt(living.size())));
      } else {
        client.delete(living.remove(random.nextInt(living.size())));
      }
    }
  }

  private void update(String id) {
    Memory.Builder changed = memory();
    List<String> mask =
        new ArrayList<>(
            List.of("content", "tags", "metadata", "importance", "valid_from", "valid_to"));
    mask.removeIf(field -> random.nextInt(3) == 0 && !field.startsWith("valid"));
    Object updated =
        client
            .stub()
            .updateMemory(
                UpdateMemoryRequest.newBuilder()
                    .setId(id)
                    .setMemory(changed)
                    .setUpdateMask(FieldMask.newBuilder().addAllPaths(mask))
                    .build());
    assert updated != null;
  }

  private Memory.Builder memory() {
    number++;
    Memory.Builder memory =
        Memory.newBuilder()
            .setContent("Thing %d of %d: %s".formatted(number, random.nextInt(1000), words()))
            .setKind(pick(KINDS))
            .setSensitivity(pick(SENSITIVITIES))
            .setImportance(random.nextDouble());
    place(memory);
    for (int i = random.nextInt(4); i > 0; i--) {
      memory.addTags("tag-" + i + "-ü" + random.nextInt(9));
    }
    if (random.nextBoolean()) {
      memory.setMetadata(
          Struct.newBuilder()
              .putFields("zeta", Value.newBuilder().setNumberValue(random.nextDouble()).build())
              .putFields("a", Value.newBuilder().setStringValue("\"quoted\" — €").build())
              .putFields("none", Value.newBuilder().setNullValueValue(0).build()));
    }
    if (random.nextInt(3) == 0) {
      long from = random.nextLong(A_YEAR);
      memory
          .setEventTime(time(from + 7))
          .setValidFrom(time(from))
          .setValidTo(time(from + 1 + random.nextLong(A_YEAR)));
    }
    return memory;
  }

  private void place(Memory.Builder memory) {
    switch (random.nextInt(5)) {
      case 0 -> memory.setLayer("project").setScope(Scope.newBuilder().setUnit(project.toString()));
      case 1 ->
          memory
              .setLayer("agent")
              .setScope(Scope.newBuilder().setAgent("agent-" + random.nextInt(3)));
      case 2 ->
          memory
              .setLayer("session")
              .setScope(Scope.newBuilder().setSession("session " + random.nextInt(3)))
              .setEpisode("talk")
              .setSourceMessageId("m" + number);
      default -> memory.setLayer("user");
    }
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      words
          .append(pick(List.of("tea", "Lisbon", "deploys", "Minka", "blue", "on Fridays")))
          .append(' ');
    }
    return words.toString().strip();
  }

  private Timestamp time(long seconds) {
    return Timestamp.newBuilder()
        .setSeconds(1_600_000_000 + seconds)
        .setNanos(random.nextInt(1_000_000) * 1000)
        .build();
  }
}
