package io.mnemon.inference;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * BGE-small-en-v1.5, quantised to 8 bits, run inside this process.
 *
 * <p>The model loads on a thread of its own from the moment of construction; calls wait for it. A
 * text of more than 512 tokens is read in windows whose vectors are averaged, weighted by their
 * tokens. Texts of one call are sorted by length and cut into batches of few padded tokens, which
 * all of the model's threads share; a query overtakes waiting documents. Requests of different
 * callers are not joined into one batch: on a CPU this would delay the first for little gain.
 *
 * <p>The quantised model scales its activations per batch, so that a document's vector depends a
 * little (cosine &gt; 0.99) on the texts beside it; a query is always run alone.
 *
 * <p>The instruction that its makers put before questions is left out: it is a third of what the
 * model reads of a usual question, and this version of the model finds as much without it.
 */
public final class OnnxEmbedder implements Embedder {
  private static final System.Logger LOG = System.getLogger(OnnxEmbedder.class.getName());
  private static final VectorSpace SPACE = new VectorSpace("bge-small-en-v1.5-q8", 384, "f32");
  private static final String MODEL = "/bge-small-en-v1.5-q.onnx";
  private static final String VOCABULARY = "/bert-vocabulary-en.txt";
  private static final int WINDOW_TOKENS = 512;

  private final OnnxSettings settings;
  private final ModelThreads threads;
  private final Object loading = new Object();
  private CompletableFuture<Model> model;
  private boolean isClosed;

  public OnnxEmbedder(OnnxSettings settings) {
    this.settings = settings;
    threads = new ModelThreads(settings.threads(), settings.queueTexts(), System::nanoTime);
    model = load();
  }

  /** The tokenizer and the encoder, which only make sense together. */
  private record Model(WordPieceTokenizer tokenizer, OnnxBert encoder) {}

  private CompletableFuture<Model> load() {
    CompletableFuture<Model> loaded = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("mnemon-model-loader").start(() -> load(loaded));
    return loaded;
  }

  private void load(CompletableFuture<Model> loaded) {
    long start = System.nanoTime();
    try {
      if (settings.libraryFolder() != null) {
        OnnxLibrary.keepIn(settings.libraryFolder());
      }
      WordPieceTokenizer tokenizer;
      try (InputStream lines = resource(VOCABULARY).openStream()) {
        tokenizer = WordPieceTokenizer.read(lines);
      }
      OnnxBert encoder = OnnxBert.load(resource(MODEL), settings.threadsPerRun());
      // The first run plans its memory; no caller should wait for that.
      encoder.run(tokenizer.windows("warm up", WINDOW_TOKENS, 1));
      LOG.log(
          System.Logger.Level.INFO,
          "embedding model {0} is ready after {1} ms",
          SPACE.model(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      loaded.complete(new Model(tokenizer, encoder));
    } catch (IOException | OrtException | RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.WARNING, "the embedding model could not be loaded", e);
      loaded.completeExceptionally(e);
    }
  }

  private static URL resource(String name) throws IOException {
    URL url = OnnxEmbedder.class.getResource(name);
    if (url == null) {
      throw new IOException("the class path has no " + name);
    }
    return url;
  }

  @Override
  public VectorSpace space() {
    return SPACE;
  }

  @Override
  public boolean isReady() {
    synchronized (loading) {
      return !isClosed && model.state() == CompletableFuture.State.SUCCESS;
    }
  }

  @Override
  public List<Embedding> embedQueries(List<String> texts) {
    return embed(texts, ModelTask.Urgency.QUERY);
  }

  @Override
  public List<Embedding> embedDocuments(List<String> texts) {
    return embed(texts, ModelTask.Urgency.DOCUMENT);
  }

  @Override
  public Begun beginQueries(List<String> texts) {
    if (!isReady() || !threads.hasIdle()) {
      return Embedder.super.beginQueries(texts);
    }
    try {
      return begin(texts, ModelTask.Urgency.QUERY);
    } catch (EmbedderUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "what is wrong whoever wants the vectors will hear", e);
      return Embedder.super.beginQueries(texts);
    }
  }

  @Override
  public int tokens(String text) {
    Model ready = await(model(), System.nanoTime() + settings.patience().toNanos());
    return ready.tokenizer.windows(text, WINDOW_TOKENS, settings.maxWindows()).stream()
        .mapToInt(window -> window.length)
        .sum();
  }

  private List<Embedding> embed(List<String> texts, ModelTask.Urgency urgency) {
    try (Run run = begin(texts, urgency)) {
      return run.vectors();
    }
  }

  private Run begin(List<String> texts, ModelTask.Urgency urgency) {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    Model ready = await(model(), deadline);
    List<Window> windows = new ArrayList<>();
    for (int text = 0; text < texts.size(); text++) {
      for (int[] tokens :
          ready.tokenizer.windows(texts.get(text), WINDOW_TOKENS, settings.maxWindows())) {
        windows.add(new Window(text, tokens));
      }
    }
    List<List<Window>> batches =
        switch (urgency) {
          case QUERY -> windows.stream().map(List::of).toList();
          case DOCUMENT -> batches(windows, settings.batchTokens());
        };
    List<CompletableFuture<List<Embedding>>> results =
        threads.submit(
            urgency,
            windows.size(),
            batches.stream().map(batch -> run(ready.encoder, batch)).toList());
    return new Run(texts.size(), windows, batches, results, deadline);
  }

  /** Texts that are being computed or wait for it. */
  private record Run(
      int texts,
      List<Window> windows,
      List<List<Window>> batches,
      List<CompletableFuture<List<Embedding>>> results,
      long deadline)
      implements Begun {
    @Override
    public List<Embedding> vectors() {
      for (int i = 0; i < batches.size(); i++) {
        List<Embedding> embeddings = await(results.get(i), deadline);
        for (int j = 0; j < embeddings.size(); j++) {
          batches.get(i).get(j).embedding = embeddings.get(j);
        }
      }
      return mean(texts, windows);
    }

    @Override
    public boolean isUnderWay() {
      return true;
    }

    @Override
    public void close() {
      results.forEach(result -> result.cancel(false));
    }
  }

  private static ModelThreads.Work run(OnnxBert encoder, List<Window> batch) {
    List<int[]> rows = batch.stream().map(window -> window.tokens).toList();
    return new ModelThreads.Work(rows.size(), () -> encoder.run(rows));
  }

  /** Groups windows of similar length so that no group exceeds the tokens, padding included. */
  static List<List<Window>> batches(List<Window> windows, int batchTokens) {
    List<Window> byLength = new ArrayList<>(windows);
    // The longest first: the threads then finish at about the same time.
    byLength.sort(Comparator.comparingInt((Window window) -> window.tokens.length).reversed());
    List<List<Window>> batches = new ArrayList<>();
    List<Window> batch = new ArrayList<>();
    for (Window window : byLength) {
      if (!batch.isEmpty() && (batch.size() + 1) * batch.getFirst().tokens.length > batchTokens) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(window);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static List<Embedding> mean(int texts, List<Window> windows) {
    float[][] sums = new float[texts][SPACE.dimensions()];
    for (Window window : windows) {
      if (window.embedding == null) {
        throw new IllegalStateException("a window was left without a vector");
      }
      float[] vector = window.embedding.toArray();
      for (int i = 0; i < vector.length; i++) {
        sums[window.text][i] += vector[i] * window.tokens.length;
      }
    }
    return IntStream.range(0, texts).mapToObj(text -> Embedding.of(sums[text])).toList();
  }

  /** A stretch of a text that the model can read at once. */
  static final class Window {
    private final int text;
    private final int[] tokens;
    private @Nullable Embedding embedding;

    Window(int text, int[] tokens) {
      this.text = text;
      this.tokens = tokens;
    }

    int tokens() {
      return tokens.length;
    }
  }

  /** The model that loads or has been loaded; begins again after a failure. */
  private CompletableFuture<Model> model() {
    synchronized (loading) {
      if (isClosed) {
        throw new EmbedderUnavailableException("the embedding model has been closed");
      }
      if (model.isCompletedExceptionally()) {
        model = load();
      }
      return model;
    }
  }

  private static <T> T await(CompletableFuture<T> result, long deadline) {
    try {
      return result.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new EmbedderUnavailableException("the embedding model did not answer in time", e);
    } catch (ExecutionException e) {
      throw new EmbedderUnavailableException("the embedding model failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbedderUnavailableException("the caller was interrupted", e);
    }
  }

  /** Waits for a model that still loads: the process must not end under native code. */
  @Override
  public void close() {
    CompletableFuture<Model> last;
    synchronized (loading) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      last = model;
    }
    threads.close();
    try {
      last.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS).encoder.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "there is no model to close", e);
    }
  }
}
