package io.mnemon.inference;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A model without a model: each word is a fixed random direction and a text the sum of its words,
 * so that the cosine of two texts grows with the words they share. Can be switched off, and told to
 * refuse a text.
 */
public class HeapEmbedder implements Embedder {
  private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private final VectorSpace space;
  private final AtomicBoolean up = new AtomicBoolean(true);
  private final AtomicLong embedded = new AtomicLong();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  public HeapEmbedder() {
    this(384);
  }

  public HeapEmbedder(int dimensions) {
    space = new VectorSpace("heap-bag-of-words", dimensions, "f32");
  }

  /** Makes the model answer, or refuse to. */
  public void setUp(boolean isUp) {
    up.set(isUp);
  }

  /** Makes the model take nothing of a text. */
  public void refuse(String text) {
    refused.add(text);
  }

  /** How many texts the model has been given since it was made. */
  public long embedded() {
    return embedded.get();
  }

  @Override
  public VectorSpace space() {
    return space;
  }

  @Override
  public List<Embedding> embedDocuments(List<String> texts) {
    return embedQueries(texts);
  }

  @Override
  public List<Optional<Embedding>> embedBeginnings(List<String> texts) {
    return texts.stream()
        .map(
            text -> refused.contains(text) ? Optional.<Embedding>empty() : Optional.of(embed(text)))
        .toList();
  }

  @Override
  public List<Embedding> embedQueries(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (refused.contains(texts.get(i))) {
        throw new TextRefusedException("the heap embedder refuses a text", i);
      }
    }
    return texts.stream().map(this::embed).toList();
  }

  private Embedding embed(String text) {
    if (!up.get()) {
      throw new EmbedderUnavailableException("the heap embedder is switched off");
    }
    embedded.incrementAndGet();
    float[] sum = new float[space.dimensions()];
    String[] words = NOT_WORD.split(text.toLowerCase(Locale.ROOT));
    for (String word : words.length == 0 ? new String[] {""} : words) {
      SplittableRandom direction = new SplittableRandom(word.hashCode());
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) direction.nextGaussian();
      }
    }
    return Embedding.of(sum);
  }

  /** Its words. */
  @Override
  public int tokens(String text) {
    return NOT_WORD.split(text).length;
  }

  @Override
  public boolean isReady() {
    return up.get();
  }

  @Override
  public void close() {
    up.set(false);
  }
}
