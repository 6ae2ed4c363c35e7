package io.mnemon.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * How a text becomes index terms: Unicode words, folded to lower case without accents, English ones
 * stemmed and the emptiest of them left out; Chinese, Japanese and Korean as single characters and
 * pairs.
 */
final class LuceneAnalyzer extends Analyzer {

  @Override
  protected TokenStreamComponents createComponents(String field) {
    StandardTokenizer words = new StandardTokenizer();
    TokenStream terms = new EnglishPossessiveFilter(new CJKWidthFilter(words));
    terms = new ASCIIFoldingFilter(new LowerCaseFilter(terms));
    terms = new StopFilter(terms, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
    terms =
        new PorterStemFilter(
            new CJKBigramFilter(
                terms,
                CJKBigramFilter.HAN
                    | CJKBigramFilter.HIRAGANA
                    | CJKBigramFilter.KATAKANA
                    | CJKBigramFilter.HANGUL,
                true));
    return new TokenStreamComponents(words, terms);
  }

  /** The text's different terms in order of appearance, at most so many. */
  Set<String> terms(String text, int limit) {
    Set<String> terms = new LinkedHashSet<>();
    try (TokenStream stream = tokenStream(LuceneFields.TEXT, text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (terms.size() < limit && stream.incrementToken()) {
        terms.add(term.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
    return terms;
  }
}
