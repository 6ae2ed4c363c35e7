package io.mnemon.gateway.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a method, e.g. {@code /v1/memories/{id}/history}, whose variables each stand for
 * exactly one segment, or for a segment before a custom verb as in {@code
 * /v1/memories/{id}:restore}.
 */
public final class PathTemplate {
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)}");

  private final String text;
  private final List<String> variables;
  private final Pattern pattern;

  private PathTemplate(String text, List<String> variables, Pattern pattern) {
    this.text = text;
    this.variables = List.copyOf(variables);
    this.pattern = pattern;
  }

  public static PathTemplate of(String text) {
    List<String> variables = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(text);
    int last = 0;
    while (matcher.find()) {
      variables.add(matcher.group(1));
      regex.append(Pattern.quote(text.substring(last, matcher.start()))).append("([^/]+)");
      last = matcher.end();
    }
    regex.append(Pattern.quote(text.substring(last)));
    return new PathTemplate(text, variables, Pattern.compile(regex.toString()));
  }

  /** The template as the contract writes it. */
  public String text() {
    return text;
  }

  /** The names of the variables in order; each is a field of the request. */
  public List<String> variables() {
    return variables;
  }

  /** Whether a path without any variable matches: such a route is tried first. */
  public boolean isFixed() {
    return variables.isEmpty();
  }

  /** The variables' values, still encoded as in the path; empty if the path does not match. */
  public Optional<Map<String, String>> match(String path) {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < variables.size(); i++) {
      values.put(variables.get(i), matcher.group(i + 1));
    }
    return Optional.of(values);
  }

  @Override
  public String toString() {
    return text;
  }
}
