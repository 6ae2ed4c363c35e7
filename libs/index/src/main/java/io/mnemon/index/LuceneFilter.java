package io.mnemon.index;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Facts as terms, and filters as queries for them.
 *
 * <p>Design. Users name fields in their metadata as they like, so all facts but times share one
 * field of the index. A term is the fact's name, a zero, the letter of its type, and the value so
 * written that the order of bytes is the order of values: a comparison is a range of terms that
 * ends where the type ends. That a field is there is a term of its own. Times have fields of their
 * own, in which ranges of numbers are found quickly.
 */
final class LuceneFilter {
  private static final String FACT = "fact";

  /** A longer name is cut and hashed; values are shorter than metadata may be as a whole. */
  private static final int LONGEST_NAME = 128;

  private static final int LONGEST_VALUE = 16 * 1024;
  private static final int AUTOMATON_WORK = 1_000_000;
  private static final char THERE = '!';
  private static final char TEXT = 't';
  private static final char NUMBER = 'n';
  private static final char TRUTH = 'b';

  private LuceneFilter() {}

  static void add(Document document, Facts facts) {
    facts
        .values()
        .forEach(
            (field, values) -> {
              if (isTime(field)) {
                addTimes(document, field, values);
              } else {
                document.add(new StringField(FACT, term(field, THERE), Field.Store.NO));
                for (FilterValue value : values) {
                  document.add(new StringField(FACT, term(field, value), Field.Store.NO));
                }
              }
            });
  }

  private static void addTimes(Document document, String field, Set<FilterValue> values) {
    // Those that searches bound anyway are there already.
    if (document.getField(field) != null) {
      return;
    }
    for (FilterValue value : values) {
      if (value instanceof FilterValue.Time time) {
        document.add(new LongField(field, time.micros(), Field.Store.NO));
      }
    }
  }

  static Query query(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> parts) -> {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        parts.forEach(part -> all.add(query(part), BooleanClause.Occur.FILTER));
        yield all.build();
      }
      case Filter.Any(List<Filter> parts) -> {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        parts.forEach(part -> any.add(query(part), BooleanClause.Occur.SHOULD));
        yield any.build();
      }
      case Filter.Not(Filter part) ->
          new BooleanQuery.Builder()
              .add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.FILTER)
              .add(query(part), BooleanClause.Occur.MUST_NOT)
              .build();
      case Filter.In(String field, Set<FilterValue> values) -> in(field, values);
      case Filter.Compared(String field, Filter.Order order, FilterValue bound) ->
          isTime(field) ? times(field, order, bound) : terms(field, order, bound);
      case Filter.Contains(String field, String part) ->
          new AutomatonQuery(new Term(FACT, field), containing(field, part), true);
      case Filter.Exists(String field) ->
          isTime(field)
              ? new FieldExistsQuery(field)
              : new TermQuery(new Term(FACT, term(field, THERE)));
    };
  }

  private static boolean isTime(String field) {
    return FilterField.ofWord(field)
        .filter(known -> known.type() == FilterField.Type.TIME)
        .isPresent();
  }

  private static Query in(String field, Set<FilterValue> values) {
    if (isTime(field)) {
      return LongField.newSetQuery(
          field,
          values.stream()
              .filter(FilterValue.Time.class::isInstance)
              .mapToLong(value -> ((FilterValue.Time) value).micros())
              .toArray());
    }
    Collection<BytesRef> terms = new ArrayList<>();
    values.forEach(value -> terms.add(term(field, value)));
    return new TermInSetQuery(FACT, terms);
  }

  private static Query times(String field, Filter.Order order, FilterValue bound) {
    if (!(bound instanceof FilterValue.Time time)) {
      return MatchNoDocsQuery.INSTANCE;
    }
    long micros = time.micros();
    return switch (order) {
      case LESS -> LongField.newRangeQuery(field, Long.MIN_VALUE, micros - 1);
      case AT_MOST -> LongField.newRangeQuery(field, Long.MIN_VALUE, micros);
      case GREATER -> LongField.newRangeQuery(field, micros + 1, Long.MAX_VALUE);
      case AT_LEAST -> LongField.newRangeQuery(field, micros, Long.MAX_VALUE);
    };
  }

  private static Query terms(String field, Filter.Order order, FilterValue bound) {
    BytesRef at = term(field, bound);
    return order.isUpper()
        ? new TermRangeQuery(FACT, term(field, type(bound)), at, true, order.isInclusive())
        : new TermRangeQuery(
            FACT, at, term(field, (char) (type(bound) + 1)), order.isInclusive(), false);
  }

  private static Automaton containing(String field, String part) {
    return Operations.determinize(
        Operations.concatenate(
            List.of(
                Automata.makeBinary(term(field, TEXT)),
                Automata.makeAnyBinary(),
                Automata.makeBinary(new BytesRef(part)),
                Automata.makeAnyBinary())),
        AUTOMATON_WORK);
  }

  private static char type(FilterValue value) {
    return switch (value) {
      case FilterValue.Text text -> TEXT;
      case FilterValue.Number number -> NUMBER;
      case FilterValue.Truth truth -> TRUTH;
      case FilterValue.Time time ->
          throw new IllegalArgumentException("a time is no term: it has a field of its own");
    };
  }

  private static BytesRef term(String field, FilterValue value) {
    return new BytesRef(bytes(field, type(value), payload(value)));
  }

  private static BytesRef term(String field, char type) {
    return new BytesRef(bytes(field, type, new byte[0]));
  }

  private static byte[] payload(FilterValue value) {
    return switch (value) {
      case FilterValue.Text(String text) -> text.getBytes(StandardCharsets.UTF_8);
      case FilterValue.Number(double number) -> {
        byte[] sortable = new byte[Long.BYTES];
        NumericUtils.longToSortableBytes(NumericUtils.doubleToSortableLong(number), sortable, 0);
        yield sortable;
      }
      case FilterValue.Truth(boolean isTrue) -> new byte[] {(byte) (isTrue ? 1 : 0)};
      case FilterValue.Time time -> new byte[0];
    };
  }

  private static byte[] bytes(String field, char type, byte[] payload) {
    byte[] name = field.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream term = new ByteArrayOutputStream();
    if (name.length <= LONGEST_NAME) {
      term.writeBytes(name);
    } else {
      term.write(name, 0, LONGEST_NAME);
      term.writeBytes(UUID.nameUUIDFromBytes(name).toString().getBytes(StandardCharsets.UTF_8));
    }
    term.write(0);
    term.write(type);
    term.write(payload, 0, Math.min(payload.length, LONGEST_VALUE));
    return term.toByteArray();
  }
}
