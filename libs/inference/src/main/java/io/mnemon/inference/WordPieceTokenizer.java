package io.mnemon.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The uncased BERT tokenizer: cleaned, accent-free, lower-case words cut greedily into the longest
 * pieces of a vocabulary (Devlin et al., 2019).
 *
 * <p>Words are read one after the other and reading stops when enough pieces are there, so that the
 * cost of a text is bounded however long it is. Special tokens that are spelled out in a text are
 * plain text.
 */
final class WordPieceTokenizer {
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int start;
  private final int end;

  private WordPieceTokenizer(Map<String, Integer> vocabulary) {
    this.vocabulary = vocabulary;
    unknown = special("[UNK]");
    start = special("[CLS]");
    end = special("[SEP]");
  }

  private int special(String token) {
    Integer id = vocabulary.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary lacks " + token);
    }
    return id;
  }

  /** Reads a vocabulary of one piece a line; a piece's id is the number of its line, from 0. */
  static WordPieceTokenizer read(InputStream lines) throws IOException {
    Map<String, Integer> vocabulary = HashMap.newHashMap(32_768);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      vocabulary.putIfAbsent(line, vocabulary.size());
    }
    return new WordPieceTokenizer(vocabulary);
  }

  /**
   * The text's token ids in windows, each with its start and end token.
   *
   * @param text the text
   * @param windowTokens how many tokens a window has at most, the two special ones included
   * @param maxWindows after how many windows the rest of the text is left out
   * @return at least one window
   */
  List<int[]> windows(String text, int windowTokens, int maxWindows) {
    int inner = windowTokens - 2;
    Pieces pieces = new Pieces(inner * maxWindows);
    split(text, pieces);
    List<int[]> windows = new ArrayList<>();
    for (int from = 0; from == 0 || from < pieces.size; from += inner) {
      int to = Math.min(from + inner, pieces.size);
      int[] window = new int[to - from + 2];
      window[0] = start;
      System.arraycopy(pieces.ids, from, window, 1, to - from);
      window[window.length - 1] = end;
      windows.add(window);
    }
    return windows;
  }

  private void split(String text, Pieces pieces) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length() && !pieces.isFull(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isSpace(c)) {
        flush(word, pieces);
      } else if (isIdeograph(c)) {
        flush(word, pieces);
        word.appendCodePoint(c);
        flush(word, pieces);
      } else if (!isNoise(c)) {
        word.appendCodePoint(c);
      }
    }
    flush(word, pieces);
  }

  /** Folds the collected word, cuts out its punctuation, and looks up each part. */
  private void flush(StringBuilder word, Pieces pieces) {
    if (word.isEmpty()) {
      return;
    }
    String decomposed = Normalizer.normalize(word, Normalizer.Form.NFD);
    word.setLength(0);
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < decomposed.length() && !pieces.isFull(); ) {
      int c = decomposed.codePointAt(i);
      i += Character.charCount(c);
      if (Character.getType(c) == Character.NON_SPACING_MARK) {
        continue;
      }
      if (isPunctuation(c)) {
        lookUp(part, pieces);
        part.appendCodePoint(c);
        lookUp(part, pieces);
      } else {
        part.appendCodePoint(Character.toLowerCase(c));
      }
    }
    lookUp(part, pieces);
  }

  private void lookUp(StringBuilder part, Pieces pieces) {
    if (part.isEmpty()) {
      return;
    }
    String word = part.toString();
    part.setLength(0);
    int before = pieces.size;
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      pieces.add(unknown);
      return;
    }
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      Integer id = null;
      for (; to > from; to--) {
        String piece = word.substring(from, to);
        id = vocabulary.get(from == 0 ? piece : "##" + piece);
        if (id != null) {
          break;
        }
      }
      if (id == null) {
        pieces.size = before;
        pieces.add(unknown);
        return;
      }
      pieces.add(id);
      from = to;
    }
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isNoise(int c) {
    return c == 0xFFFD
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED ->
              true;
          default -> false;
        };
  }

  private static boolean isPunctuation(int c) {
    // ASCII symbols such as $ and + count as punctuation here, unlike their Unicode category.
    return c < 128
        ? c > 32 && c < 127 && !Character.isLetterOrDigit(c)
        : switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }

  /** The ids found so far, up to a limit; more are dropped. */
  private static final class Pieces {
    private final int limit;
    private int[] ids = new int[64];
    private int size;

    private Pieces(int limit) {
      this.limit = limit;
    }

    private boolean isFull() {
      return size >= limit;
    }

    private void add(int id) {
      if (isFull()) {
        return;
      }
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
      }
      ids[size++] = id;
    }
  }
}
