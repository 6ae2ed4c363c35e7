package io.mnemon.bench.quality;

import io.mnemon.bench.corpus.Conversation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/** Words alone: BM25 (k1 1.5, b 0.75) over the bare turns, stemmed, without English stop words. */
final class LuceneWords implements Finder {
  private static final float K1 = 1.5f;
  private static final float B = 0.75f;
  private static final String ID = "id";
  private static final String TEXT = "text";

  private final Analyzer analyzer = new EnglishAnalyzer();
  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  LuceneWords(List<Conversation.Turn> turns) {
    BM25Similarity bm25 = new BM25Similarity(K1, B);
    try {
      try (IndexWriter writer =
          new IndexWriter(directory, new IndexWriterConfig(analyzer).setSimilarity(bm25))) {
        for (Conversation.Turn turn : turns) {
          Document document = new Document();
          document.add(new StoredField(ID, turn.id()));
          document.add(new TextField(TEXT, turn.content(), Field.Store.NO));
          writer.addDocument(document);
        }
      }
      reader = DirectoryReader.open(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("an index on the heap could not be written", e);
    }
    searcher = new IndexSearcher(reader);
    searcher.setSimilarity(bm25);
  }

  @Override
  public List<String> find(String question, int limit) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    try {
      for (String term : terms(question)) {
        query.add(new TermQuery(new Term(TEXT, term)), BooleanClause.Occur.SHOULD);
      }
      List<String> ids = new ArrayList<>();
      for (ScoreDoc hit : searcher.search(query.build(), limit).scoreDocs) {
        ids.add(searcher.storedFields().document(hit.doc).get(ID));
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException("an index on the heap could not be read", e);
    }
  }

  private Set<String> terms(String text) throws IOException {
    Set<String> terms = new LinkedHashSet<>();
    try (TokenStream stream = analyzer.tokenStream(TEXT, text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    }
    return terms;
  }

  @Override
  public void close() {
    try {
      reader.close();
      directory.close();
      analyzer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("an index on the heap could not be closed", e);
    }
  }
}
