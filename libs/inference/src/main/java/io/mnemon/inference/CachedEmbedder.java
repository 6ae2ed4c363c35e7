package io.mnemon.inference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An embedder that asks its model only for texts it has not seen: a bounded heap tier in front of a
 * shared store in front of the model.
 *
 * <p>The cache is exact. Its key is a digest of the model, the dimensions, the text's role and the
 * text with its Unicode form and white space normalised; it is the normalised text that the model
 * sees, so that a cached vector does not depend on which spelling came first. A failure of the
 * store is a miss. Nobody waits for the store to take a vector, and what it cannot take as fast as
 * the model computes is not kept there.
 */
public final class CachedEmbedder implements Embedder {
  private static final System.Logger LOG = System.getLogger(CachedEmbedder.class.getName());

  /** How many vectors may wait for the store. */
  static final int MOST_WAITING = 4096;

  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private final Embedder model;
  private final EmbeddingStore store;
  private final Map<String, Embedding> heap;
  private final Executor writes;
  private final Map<String, byte[]> waiting = new HashMap<>();
  private final Lock writing = new ReentrantLock();
  private boolean willWrite;

  /**
   * @param heapEntries how many vectors the heap tier holds at most
   * @param writes runs what writes to the store, on threads that may wait; what comes before it
   *     does is written together
   */
  public CachedEmbedder(Embedder model, EmbeddingStore store, int heapEntries, Executor writes) {
    this.model = model;
    this.store = store;
    this.writes = writes;
    heap =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Embedding> eldest) {
            return size() > heapEntries;
          }
        };
  }

  private enum Role {
    QUERY,
    DOCUMENT
  }

  @Override
  public VectorSpace space() {
    return model.space();
  }

  @Override
  public List<Embedding> embedQueries(List<String> texts) {
    return embed(Role.QUERY, texts, model::embedQueries);
  }

  @Override
  public List<Embedding> embedDocuments(List<String> texts) {
    return embed(Role.DOCUMENT, texts, model::embedDocuments);
  }

  /** The vector of a beginning is kept as that of the text: it has no better one. */
  @Override
  public List<Optional<Embedding>> embedBeginnings(List<String> texts) {
    return new Wanted(Role.DOCUMENT, texts, missing -> List::of, model::embedBeginnings).taken();
  }

  /** An idle model begins while the store is still being asked. */
  @Override
  public Begun beginQueries(List<String> texts) {
    return new Wanted(Role.QUERY, texts, model::beginQueries, all(model::embedQueries));
  }

  @Override
  public int tokens(String text) {
    return model.tokens(normalise(text));
  }

  private List<Embedding> embed(
      Role role, List<String> texts, Function<List<String>, List<Embedding>> compute) {
    return new Wanted(role, texts, missing -> List::of, all(compute)).vectors();
  }

  private static Function<List<String>, List<Optional<Embedding>>> all(
      Function<List<String>, List<Embedding>> compute) {
    return texts -> compute.apply(texts).stream().map(Optional::of).toList();
  }

  /** Texts whose vectors are looked for: on the heap at once, in the store, by the model. */
  private final class Wanted implements Begun {
    private final List<String> keys = new ArrayList<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, Embedding> found = new HashMap<>();
    private final Function<List<String>, List<Optional<Embedding>>> compute;
    private final List<String> begun;
    private final Begun run;

    /**
     * @param begin begins with those that are not on the heap
     * @param compute is asked where nothing is under way, for those that the store does not have
     */
    Wanted(
        Role role,
        List<String> texts,
        Function<List<String>, Begun> begin,
        Function<List<String>, List<Optional<Embedding>>> compute) {
      this.compute = compute;
      for (String text : texts) {
        String normalised = normalise(text);
        String key = key(role, normalised);
        keys.add(key);
        missing.put(key, normalised);
      }
      readHeap(missing, found);
      begun = List.copyOf(missing.keySet());
      run = begun.isEmpty() ? List::of : begin.apply(List.copyOf(missing.values()));
    }

    @Override
    public List<Embedding> vectors() {
      look();
      return keys.stream().map(key -> Objects.requireNonNull(found.get(key))).toList();
    }

    /** As far as the model takes the texts. */
    List<Optional<Embedding>> taken() {
      look();
      return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
    }

    private void look() {
      Map<String, Embedding> stored = readStore(missing);
      found.putAll(stored);
      missing.keySet().removeAll(stored.keySet());
      synchronized (heap) {
        heap.putAll(stored);
      }
      if (missing.isEmpty()) {
        run.close();
      } else {
        keep(computed());
      }
    }

    /** What is missing, by key. */
    private Map<String, Embedding> computed() {
      List<String> computed = run.isUnderWay() ? begun : List.copyOf(missing.keySet());
      List<Optional<Embedding>> vectors;
      try {
        vectors =
            run.isUnderWay()
                ? run.vectors().stream().map(Optional::of).toList()
                : compute.apply(List.copyOf(missing.values()));
      } catch (TextRefusedException e) {
        throw e.at(keys.indexOf(computed.get(e.place())));
      }
      Map<String, Embedding> wanted = new HashMap<>();
      for (int i = 0; i < computed.size(); i++) {
        String key = computed.get(i);
        vectors.get(i).ifPresent(vector -> wanted.put(key, vector));
      }
      wanted.keySet().retainAll(missing.keySet());
      return wanted;
    }

    private void keep(Map<String, Embedding> computed) {
      found.putAll(computed);
      missing.keySet().removeAll(computed.keySet());
      Map<String, byte[]> bytes = new HashMap<>();
      computed.forEach((key, vector) -> bytes.put(key, vector.toBytes()));
      writeLater(bytes);
      synchronized (heap) {
        heap.putAll(computed);
      }
    }

    @Override
    public boolean isUnderWay() {
      return run.isUnderWay();
    }

    @Override
    public void close() {
      run.close();
    }
  }

  private void readHeap(Map<String, String> missing, Map<String, Embedding> found) {
    synchronized (heap) {
      missing
          .keySet()
          .removeIf(
              key -> {
                Embedding embedding = heap.get(key);
                if (embedding != null) {
                  found.put(key, embedding);
                }
                return embedding != null;
              });
    }
  }

  private Map<String, Embedding> readStore(Map<String, String> missing) {
    Map<String, Embedding> stored = new HashMap<>();
    if (missing.isEmpty()) {
      return stored;
    }
    try {
      store
          .getAll(Set.copyOf(missing.keySet()))
          .forEach(
              (key, bytes) -> {
                // Another build may have written the entry, or something cut it.
                if (missing.containsKey(key)
                    && bytes.length == space().dimensions() * Float.BYTES) {
                  stored.put(key, Embedding.ofBytes(bytes));
                }
              });
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the embedding cache could not be read", e);
    }
    return stored;
  }

  private void writeLater(Map<String, byte[]> bytes) {
    synchronized (waiting) {
      if (waiting.size() < MOST_WAITING) {
        waiting.putAll(bytes);
      }
      if (willWrite) {
        return;
      }
      willWrite = true;
    }
    try {
      writes.execute(this::write);
    } catch (RuntimeException e) {
      synchronized (waiting) {
        willWrite = false;
      }
      LOG.log(System.Logger.Level.DEBUG, "the embedding cache cannot be written now", e);
    }
  }

  private void write() {
    writing.lock();
    try {
      Map<String, byte[]> together;
      synchronized (waiting) {
        together = Map.copyOf(waiting);
        waiting.clear();
        willWrite = false;
      }
      store.putAll(together);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the embedding cache could not be written", e);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void forget(List<String> texts) {
    Set<String> keys = new HashSet<>();
    for (String text : texts) {
      String normalised = normalise(text);
      for (Role role : Role.values()) {
        keys.add(key(role, normalised));
      }
    }
    synchronized (waiting) {
      waiting.keySet().removeAll(keys);
    }
    // A write that is under way ends before what it wrote is removed.
    writing.lock();
    try {
      store.removeAll(keys);
    } finally {
      writing.unlock();
      // After the store, from which they could have been read until now.
      synchronized (heap) {
        heap.keySet().removeAll(keys);
      }
    }
    model.forget(texts);
  }

  private static String normalise(String text) {
    if (isNormal(text)) {
      return text;
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    return SPACE.matcher(composed).replaceAll(" ").strip();
  }

  /** Whether it is printable ASCII with single spaces between words, as most texts are. */
  private static boolean isNormal(String text) {
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || (c == ' ' && before == ' ')) {
        return false;
      }
      before = c;
    }
    return before != ' ';
  }

  private String key(Role role, String normalised) {
    MessageDigest sha = sha256();
    for (String part :
        List.of(
            space().model(),
            String.valueOf(space().dimensions()),
            space().codec(),
            role.name(),
            normalised)) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      sha.update(bytes);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean isReady() {
    return model.isReady();
  }

  @Override
  public void close() {
    model.close();
  }
}
