package io.mnemon.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A loaded BERT encoder; the vector of a text is its first token's (CLS pooling). */
final class OnnxBert implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;

  private OnnxBert(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  static OnnxBert load(URL model, int threadsPerRun) throws IOException, OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    URLConnection connection = model.openConnection();
    try (OrtSession.SessionOptions options = options(threadsPerRun);
        InputStream in = connection.getInputStream()) {
      long size = connection.getContentLengthLong();
      if (size <= 0) {
        return new OnnxBert(environment, environment.createSession(in.readAllBytes(), options));
      }
      // Off the heap and freed at once: the heap would keep its growth.
      try (Arena arena = Arena.ofConfined()) {
        ByteBuffer bytes = arena.allocate(size).asByteBuffer();
        ReadableByteChannel channel = Channels.newChannel(in);
        while (bytes.hasRemaining()) {
          if (channel.read(bytes) < 0) {
            throw new IOException("the model ends after " + bytes.position() + " bytes");
          }
        }
        return new OnnxBert(environment, environment.createSession(bytes.flip(), options));
      }
    }
  }

  private static OrtSession.SessionOptions options(int threadsPerRun) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threadsPerRun);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    // The arena stays (without it the C heap fragments to a multiple); the plan per shape goes.
    options.setMemoryPatternOptimization(false);
    return options;
  }

  /** One vector for each row of token ids, in order. */
  List<Embedding> run(List<int[]> rows) throws OrtException {
    int width = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    LongBuffer ids = LongBuffer.allocate(rows.size() * width);
    LongBuffer mask = LongBuffer.allocate(rows.size() * width);
    for (int[] row : rows) {
      for (int i = 0; i < width; i++) {
        ids.put(i < row.length ? row[i] : 0);
        mask.put(i < row.length ? 1 : 0);
      }
    }
    LongBuffer types = LongBuffer.allocate(rows.size() * width);
    long[] shape = {rows.size(), width};
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids.flip(), shape);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask.flip(), shape);
        OnnxTensor typeTensor = OnnxTensor.createTensor(environment, types, shape);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", idTensor,
                    "attention_mask", maskTensor,
                    "token_type_ids", typeTensor))) {
      return firstTokens((OnnxTensor) result.get(0), rows.size(), width);
    }
  }

  private static List<Embedding> firstTokens(OnnxTensor states, int rows, int width) {
    int dimensions = (int) states.getInfo().getShape()[2];
    FloatBuffer components = states.getFloatBuffer();
    List<Embedding> embeddings = new ArrayList<>(rows);
    float[] vector = new float[dimensions];
    for (int row = 0; row < rows; row++) {
      components.get(row * width * dimensions, vector);
      embeddings.add(Embedding.of(vector));
    }
    return embeddings;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the model could not be closed", e);
    }
  }
}
