package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.mnemon.api.Violation;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.index.FilterLimits;
import io.mnemon.memory.record.MemoryFacts;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One grammar, three who carry it out: the index, the database and the predicate. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class FilterLanguageTest {
  private static final FilterLimits LIMITS = new FilterLimits(8, 64, 100, 256);
  private static final int MEMORIES = 90;
  private static final int PAIRS = 4;
  private static final int FILTERS = 400;

  /** Beside each other what differs in case, in the order of UTF-16, and in type. */
  private static final String[] SCALARS = {
    "\"a\"", "\"A\"", "\"tea\"", "\"teapot\"", "\"～\"", "\"𝒳\"", "\"3\"", "\"true\"", "\"\"",
    "3", "-0.0", "0", "0.1", "-7", "1e22", "9007199254740991", "true", "false"
  };

  private static final String[] TIMES = {
    "\"2023-05-01T00:00:00Z\"", "\"2023-05-01T02:00:00+02:00\"", "\"2024-01-01T12:30:00.5Z\""
  };
  private static final String[] FIELDS = {"a", "b", "b.c", "b.c.d", "list", "list.c", "none"};

  @Inject InternalTokens tokens;
  @Inject @MemoryParts MemoryStore store;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void indexDatabaseAndPredicateGiveTheSameAnswer() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    add(IntStream.range(0, MEMORIES).mapToObj(i -> memory(random, i)).toList());
    IntStream.range(0, PAIRS).forEach(this::supersede);
    List<io.mnemon.memory.record.Memory> kept =
        store.stream(TenantScope.system(tenant, "test"), Optional.empty(), 1000).stream()
            .map(each -> ((Stored.Live) each).memory())
            .toList();
    assertThat(kept).hasSize(MEMORIES + 2 * PAIRS);
    Set<String> ended =
        kept.stream()
            .filter(each -> each.supersessions().by() != null)
            .map(each -> each.id().toString())
            .collect(Collectors.toSet());
    assertThat(ended).hasSize(PAIRS);
    int telling = 0;
    for (int i = 0; i < FILTERS; i++) {
      String json = i == 0 ? "{\"valid_from\": {\"exists\": false}}" : filter(random, 3);
      String what = "seed " + seed + ", filter " + json;
      Struct filter = struct(json);
      Checks checks = new Checks("");
      var parsed = FilterMapper.filter(checks, true, filter, LIMITS);
      checks.done();
      Set<String> expected =
          kept.stream()
              .filter(each -> parsed.orElseThrow().test(MemoryFacts.of(each)))
              .map(each -> each.id().toString())
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> trueNow = new TreeSet<>(expected);
      trueNow.removeAll(ended);
      assertThat(listed(filter)).as("database: %s", what).isEqualTo(expected);
      assertThat(found(filter)).as("index: %s", what).isEqualTo(trueNow);
      assertThat(exported(filter)).as("export: %s", what).isEqualTo(expected);
      assertThat(counted(filter)).as("deletion: %s", what).isEqualTo(expected.size());
      telling += expected.isEmpty() || expected.size() == kept.size() ? 0 : 1;
    }
    assertThat(telling).as("filters that tell memories apart, seed %d", seed).isGreaterThan(100);
  }

  /** Adds a memory that ends the validity of another, and does not say itself since when it is. */
  private void supersede(int number) {
    for (int i = 0; i < 2; i++) {
      try {
        Memory added =
            alice.consolidate(
                Memory.newBuilder()
                    .setLayer("user")
                    .setContent(
                        "The limit of marzipan line %d is %d boxes per minute"
                            .formatted(number, 200 + 100 * i))
                    .setEventTime(Timestamps.parse(TIMES[2 * i].replace("\"", ""))));
        assertThat(alice.ended(added.getOperation()).getState()).isEqualTo("done");
      } catch (ParseException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aPageIsFullAlsoIfAFilterMatchesOneInTwoHundred() throws Exception {
    add(
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    Memory.newBuilder()
                        .setLayer("user")
                        .setContent("Alice noted number " + i)
                        .setMetadata(
                            Struct.newBuilder().putFields("n", number(i % 200 == 0 ? 1 : 0))))
            .toList());

    for (String mode : List.of("hybrid", "dense", "lexical")) {
      assertThat(
              alice
                  .stub()
                  .searchMemories(
                      SearchMemoriesRequest.newBuilder()
                          .setQuery("which number did Alice note?")
                          .setMode(mode)
                          .setFilter(struct("{\"metadata.n\": 1}"))
                          .build())
                  .getResultsList())
          .as(mode)
          .extracting(result -> result.getMemory().getContent())
          .containsExactlyInAnyOrder("Alice noted number 0", "Alice noted number 200");
    }
    ListMemoriesResponse page =
        alice
            .stub()
            .listMemories(
                ListMemoriesRequest.newBuilder()
                    .setLimit(2)
                    .setFilter(struct("{\"metadata.n\": 1}"))
                    .build());
    assertThat(page.getMemoriesList()).hasSize(2);
    assertThat(page.getNextCursor()).isEmpty();
  }

  private static com.google.protobuf.Value number(double value) {
    return com.google.protobuf.Value.newBuilder().setNumberValue(value).build();
  }

  @Test
  void aSecretMemoryIsFilteredToo() throws Exception {
    alice.add(
        Memory.newBuilder()
            .setLayer("user")
            .setSensitivity("secret")
            .setContent("The safe opens with 1234")
            .setMetadata(struct("{\"room\": \"study\"}")));

    assertThat(found(struct("{\"metadata.room\": \"study\"}"), "safe")).hasSize(1);
    assertThat(found(struct("{\"metadata.room\": \"attic\"}"), "safe")).isEmpty();
  }

  @Test
  void theWrongPartIsNamed() throws Exception {
    Struct wrong = struct("{\"AND\": [{\"kind\": \"fact\"}, {\"metadata.size\": {\"gtt\": 3}}]}");

    assertThat(refusal(() -> found(wrong)).violations())
        .extracting(Violation::field)
        .containsExactly("filter.AND[1].metadata.size.gtt");
    assertThat(refusal(() -> listed(wrong)).violations())
        .extracting(Violation::field)
        .containsExactly("filter.AND[1].metadata.size.gtt");
    assertThat(refusal(() -> exported(wrong)).violations())
        .extracting(Violation::field)
        .containsExactly("filter.AND[1].metadata.size.gtt");
    assertThat(refusal(() -> counted(wrong)).violations())
        .extracting(Violation::field)
        .containsExactly("filter.AND[1].metadata.size.gtt");
  }

  private void add(List<Memory.Builder> memories) {
    BatchAddMemoriesRequest.Builder batch = BatchAddMemoriesRequest.newBuilder();
    memories.forEach(batch::addMemories);
    assertThat(alice.stub().batchAddMemories(batch.build()).getResultsList())
        .allMatch(result -> result.hasMemory(), "was added");
  }

  private Set<String> listed(Struct filter) {
    return alice
        .stub()
        .listMemories(ListMemoriesRequest.newBuilder().setLimit(100).setFilter(filter).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> exported(Struct filter) {
    return alice.export(ExportMemoriesRequest.newBuilder().setFilter(filter).build()).stream()
        .map(line -> line.getMemory().getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How many would be deleted. */
  private long counted(Struct filter) {
    return alice
        .transfers()
        .deleteMemories(
            DeleteMemoriesRequest.newBuilder().addLayers("user").setFilter(filter).build())
        .getCount();
  }

  private Set<String> found(Struct filter) {
    return found(filter, "marzipan");
  }

  private Set<String> found(Struct filter, String word) {
    return alice
        .stub()
        .searchMemories(
            SearchMemoriesRequest.newBuilder()
                .setQuery(word)
                .setMode("lexical")
                .setLimit(100)
                .setFilter(filter)
                .build())
        .getResultsList()
        .stream()
        .map(result -> result.getMemory().getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Memory.Builder memory(Random random, int number) {
    try {
      Memory.Builder memory =
          Memory.newBuilder()
              .setLayer("user")
              .setKind(one(random, "fact", "note", "preference"))
              .setContent("marzipan number " + number)
              .setImportance(random.nextInt(5) / 4.0)
              .setSensitivity(one(random, "public", "internal", "private"))
              .setEventTime(Timestamps.parse(time(random)));
      for (String tag : List.of("tea", "Tea", "～", "𝒳")) {
        if (random.nextInt(3) == 0) {
          memory.addTags(tag);
        }
      }
      if (random.nextBoolean()) {
        memory.setEpisode(one(random, "one", "two"));
      }
      if (random.nextInt(8) > 0) {
        memory.setMetadata(struct(object(random, 3)));
      }
      return memory;
    } catch (ParseException | InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String time(Random random) {
    return one(random, TIMES).replace("\"", "");
  }

  private static String object(Random random, int depth) {
    List<String> members = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d", "list", "b.c")) {
      if (random.nextInt(2) == 0) {
        members.add("\"" + name + "\": " + json(random, depth));
      }
    }
    return "{" + String.join(", ", members) + "}";
  }

  private static String json(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 3)) {
      case 0 -> "null";
      case 3, 4 ->
          IntStream.range(0, random.nextInt(3))
              .mapToObj(i -> json(random, depth - 1))
              .collect(Collectors.joining(", ", "[", "]"));
      case 5, 6 -> object(random, depth - 1);
      default -> one(random, SCALARS);
    };
  }

  private static String filter(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 5 -> "{\"AND\": [%s, %s]}".formatted(filter(random, depth - 1), filter(random, 0));
      case 6 -> "{\"OR\": [%s, %s]}".formatted(filter(random, 0), filter(random, depth - 1));
      case 7 -> "{\"NOT\": %s}".formatted(filter(random, depth - 1));
      case 0, 1, 2 ->
          "{\"metadata.%s\": %s}".formatted(one(random, FIELDS), operation(random, SCALARS));
      case 3 -> {
        String field = one(random, "event_time", "valid_from", "created_at", "expires_at");
        yield "{\"%s\": %s}".formatted(field, operation(random, TIMES));
      }
      default ->
          switch (random.nextInt(4)) {
            case 0 -> "{\"importance\": %s}".formatted(operation(random, "0", "0.25", "0.5", "1"));
            case 1 -> "{\"kind\": %s}".formatted(operation(random, "\"fact\"", "\"no\""));
            case 2 ->
                "{\"tags\": %s}"
                    .formatted(operation(random, "\"tea\"", "\"ea\"", "\"～\"", "\"𝒳\""));
            default -> "{\"episode\": %s}".formatted(operation(random, "\"one\"", "\"o\""));
          };
    };
  }

  private static String operation(Random random, String... values) {
    String value = one(random, values);
    String operator = one(random, "eq", "ne", "in", "gt", "gte", "lt", "lte", "contains", "exists");
    boolean isTruth = value.equals("true") || value.equals("false");
    return switch (operator) {
      case "in" -> "{\"in\": [%s, %s]}".formatted(value, one(random, values));
      case "exists" -> "{\"exists\": %s}".formatted(random.nextBoolean());
      case "gt", "gte", "lt", "lte" -> "{\"%s\": %s}".formatted(operator, isTruth ? "3" : value);
      default -> "{\"%s\": %s}".formatted(operator, value);
    };
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  private static Struct struct(String json) throws InvalidProtocolBufferException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(json, struct);
    return struct.build();
  }
}
