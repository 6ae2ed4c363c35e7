package io.mnemon.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * How a text becomes index terms: Unicode words, folded to lower case without accents, English ones
 * stemmed; Chinese, Japanese and Korean as single characters and pairs.
 *
 * <p>Memories are indexed with all their words. A question leaves out its function words (when did
 * she …), which say what kind of question it is and not what it is about; on LoCoMo that is worth
 * five points of any-hit recall at ten. A question of nothing else keeps them (The Who).
 */
final class LuceneAnalyzer extends Analyzer {
  private static final int ALL_SCRIPTS =
      CJKBigramFilter.HAN
          | CJKBigramFilter.HIRAGANA
          | CJKBigramFilter.KATAKANA
          | CJKBigramFilter.HANGUL;

  /** Stands for the field of a question, which no document has. */
  private static final String QUESTION = "question";

  private static final CharArraySet FUNCTION_WORDS = functionWords();

  LuceneAnalyzer() {
    super(PER_FIELD_REUSE_STRATEGY);
  }

  private static CharArraySet functionWords() {
    try (InputStream words =
        Objects.requireNonNull(
            SnowballFilter.class.getResourceAsStream("english_stop.txt"),
            "Lucene has no English stop words")) {
      return WordlistLoader.getSnowballWordSet(
          new InputStreamReader(words, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the English stop words could not be read", e);
    }
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    StandardTokenizer words = new StandardTokenizer();
    TokenStream terms = new EnglishPossessiveFilter(new CJKWidthFilter(words));
    terms = new ASCIIFoldingFilter(new LowerCaseFilter(terms));
    if (field.equals(QUESTION)) {
      terms = new StopFilter(terms, FUNCTION_WORDS);
    }
    terms = new PorterStemFilter(new CJKBigramFilter(terms, ALL_SCRIPTS, true));
    return new TokenStreamComponents(words, terms);
  }

  /** The different terms that a question looks for in order of appearance, at most so many. */
  Set<String> termsOfQuestion(String text, int limit) {
    Set<String> terms = terms(QUESTION, text, limit);
    return terms.isEmpty() ? terms(LuceneFields.TEXT, text, limit) : terms;
  }

  private Set<String> terms(String field, String text, int limit) {
    Set<String> terms = new LinkedHashSet<>();
    forEachTerm(field, text, terms::add, () -> terms.size() < limit);
    return terms;
  }

  /** The terms that a memory's text is found by, in order, with repetitions. */
  void forEachTerm(String text, Consumer<String> each) {
    forEachTerm(LuceneFields.TEXT, text, each, () -> true);
  }

  private void forEachTerm(
      String field, String text, Consumer<String> each, BooleanSupplier wantsMore) {
    try (TokenStream stream = tokenStream(field, text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (wantsMore.getAsBoolean() && stream.incrementToken()) {
        each.accept(term.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
  }
}
